import type { ControlPlaneSighting } from '../model/evidence.ts'
import { UNKNOWN, type Interval } from '../model/interval.ts'
import type { Loss } from './loss.ts'

/** Events by which a control plane tells that another system has taken over; the first kind that it has tells it best. */
const CUT_OVER = ['endpoint-moved', 'promoted'] as const

/** When the surviving system took over after the fault: writers were sent to it, or it was promoted. Nanoseconds. */
export function cutOverOf(events: readonly ControlPlaneSighting[], fault: Interval): Interval | undefined {
  const since = events.filter(({ at }) => at.hi !== null && fault.lo !== null && at.hi >= fault.lo)
  return CUT_OVER.flatMap((kind) => since.find((event) => event.kind === kind)?.at ?? [])[0]
}

/**
 * **Loss window** = (recovery point, cut-over]: everything counts that was written until the surviving system took over,
 * also while nobody had noticed yet. Where acknowledgements went on after the onset (a deposed primary, damage that a
 * restore heals), the onset says nothing about how long people went on writing.
 *
 * ∈ [cut-over⁻ − min c over the lost, cut-over⁺ − max s over the survivors that were sent before the oldest lost
 * acknowledgement completed]. It is the recovery point of `rpaSeconds`, counted back from the cut-over instead of the
 * onset. Where even later writes are lost, the cut-over does not bound the loss: the upper end is unknown.
 *
 * @param cutOver - nanoseconds
 * @returns seconds; unknown when nothing was lost, or the loss is unknown
 */
export function lossWindowSeconds(loss: Loss, cutOver: Interval): Interval {
  if (loss.counts.lost === null || loss.oldestLostNs === undefined || loss.newestLostNs === undefined) return UNKNOWN
  const seconds = (ns: number): number => Math.max(0, ns) / 1e9
  const lo = cutOver.lo === null ? 0 : seconds(cutOver.lo - loss.oldestLostNs)
  if (cutOver.hi === null || loss.newestKeptNs === undefined || loss.newestLostNs > cutOver.hi) return { lo, hi: null }
  return { lo, hi: seconds(cutOver.hi - loss.newestKeptNs) }
}
