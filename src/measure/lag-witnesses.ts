import type { ControlPlaneSighting } from '../model/evidence.ts'
import { type Interval, UNKNOWN } from '../model/interval.ts'
import type { LagWitness } from '../model/judgement.ts'
import { nsToMs, overlap } from './units.ts'

/** A sighting that says how far a copy was behind. */
type Sample = ControlPlaneSighting & Required<Pick<ControlPlaneSighting, 'lag'>>

const MS_PER_S = 1_000

/**
 * What others say would have been lost by the fault, each by its last sample that was over before it. They stand beside the
 * ledger of writes, which alone decides.
 *
 * - Of a **replica** with lag v somewhere in its sample [t⁻, t⁺]: by the fault f it may have fallen behind by no more than the time
 *   that passed, f⁺ − t⁻, or caught up; [v⁻ − (f⁺ − t⁻), v⁺ + (f⁺ − t⁻)], from 0 on. That time is its resolution.
 * - Of a **restore** whose newest moment lay v before the look [t⁻, t⁺]: the moment stood still since, so that it lay
 *   [v⁻ + (f⁻ − t⁺), v⁺ + (f⁺ − t⁻)] before the fault.
 *
 * A replica agrees when that meets the measured RPA; asked only where it took over.
 *
 * @param fault - nanoseconds
 * @param rpaSeconds - as measured
 * @param tookOver - whether the drill recovered by the replica of which the samples tell
 */
export function lagWitnesses(
  events: readonly ControlPlaneSighting[],
  fault: Interval,
  rpaSeconds: Interval,
  tookOver: boolean,
): LagWitness[] {
  const samples = events.filter((event): event is Sample => event.lag !== undefined)
  const series = Map.groupBy(samples, ({ component, lag }) => `${lag.source} ${component}`)
  return [...series.values()].flatMap((all): LagWitness[] => {
    const before = all.filter(({ at }) => fault.lo !== null && at.hi !== null && at.hi <= fault.lo)
    const last = before.toSorted((a, b) => (a.at.hi ?? 0) - (b.at.hi ?? 0)).at(-1)
    const [any] = all
    if (any === undefined) return []
    const { of, source } = any.lag
    const witness = { of, source, component: any.component }
    if (last === undefined) {
      return [{ ...witness, seconds: UNKNOWN, atLossSeconds: UNKNOWN, ageSeconds: null, agrees: null }]
    }
    const { lo, hi } = last.lag
    const seconds = { lo: lo / MS_PER_S, hi: hi / MS_PER_S }
    const ageSeconds = secondsBetween(last.at.lo, fault.hi ?? fault.lo)
    const atLossSeconds =
      of === 'replica'
        ? { lo: Math.max(0, seconds.lo - ageSeconds), hi: seconds.hi + ageSeconds }
        : { lo: Math.max(0, seconds.lo + secondsBetween(last.at.hi, fault.lo)), hi: seconds.hi + ageSeconds }
    const comparable = of === 'replica' && tookOver && (rpaSeconds.lo !== null || rpaSeconds.hi !== null)
    return [
      {
        ...witness,
        seconds,
        atLossSeconds,
        ageSeconds,
        agrees: comparable ? overlap(rpaSeconds, atLossSeconds) : null,
      },
    ]
  })
}

function secondsBetween(fromNs: number | null, toNs: number | null): number {
  return fromNs === null || toNs === null ? Infinity : nsToMs(toNs - fromNs) / MS_PER_S
}
