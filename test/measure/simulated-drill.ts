import { judge } from '../../src/measure/judge.ts'
import { windowNeeded } from '../../src/measure/wilson.ts'
import type { Interval } from '../../src/model/interval.ts'
import type { Judgement } from '../../src/model/judgement.ts'
import { MS, config, evidence, finalRead, injection, stream, type Answer } from './drill.ts'
import { generator, SimulatedService, type Settings, type Truth } from './simulated-service.ts'

/** A simulated drill with its judgement, and the intervals that do not hold the truth. */
export interface SimulatedDrill {
  readonly settings: Settings
  readonly truth: Truth
  readonly judgement: Judgement
  readonly misses: readonly string[]
}

const LEVEL = 0.95

/** Probes a simulated service open-loop on a virtual clock, judges the history, and compares with what really happened. */
export function simulate(settings: Settings): SimulatedDrill {
  const { intervalMs, goodWithinMs, backgroundErrors, seed } = settings
  // Long enough to see the background errors at all: what the baseline does not show cannot widen an edge.
  const baselineProbes = Math.max(800, backgroundErrors === 0 ? 0 : Math.ceil(15 / backgroundErrors))
  const windowProbes = windowNeeded(LEVEL, 2 * backgroundErrors)
  const jitter = generator(seed + 1)
  const faultMs = baselineProbes * intervalMs + 1_000 + jitter() * 1_000
  const service = new SimulatedService(settings, faultMs)
  const { truth } = service
  const askedMs = faultMs - jitter() * 30
  const untilMs = truth.recoveryMs + 2 * windowProbes * intervalMs + 3_000
  const kept: number[] = []
  const answer = (scheduledMs: number, seq: number): Answer => {
    const sentMs = scheduledMs + jitter() * (jitter() < 0.01 ? 6 : 0.5)
    const served = service.serve(sentMs)
    if (served.committedMs !== undefined) kept.push(seq)
    return { outcome: served.outcome, sentMs, tookMs: served.completedMs - sentMs }
  }
  const judgement = judge(
    evidence(
      {
        plans: [{ info: stream({ intervalMs }), untilMs, answer }],
        config: config({ availability: LEVEL, windowProbes, goodWithinMs, holdDownMs: 500 }),
        baseline: { fromNs: 500 * MS, toNs: (faultMs - 500) * MS },
        observedUntilNs: (untilMs + 2_000) * MS,
        clockAtEnd: { monotonicNs: (untilMs + 2_000) * MS, wallMs: untilMs + 2_000 },
        injections: [injection({ askedNs: askedMs * MS, returnedNs: (faultMs + jitter() * 200) * MS })],
        objectives: { rtoMs: 60_000, rpoSeconds: 60 },
      },
      () => finalRead({ 'write-fresh': kept }),
    ),
  )
  return { settings, truth, judgement, misses: missesOf(truth, judgement) }
}

/** The claims of a judgement that do not hold the truth, in words. */
export function missesOf(truth: Truth, { measurements }: Judgement): string[] {
  const { faultMs, onsetMs, recoveryMs, recoveryPointMs } = truth
  const claims: readonly (readonly [string, number, Interval])[] = [
    ['fault', faultMs, measurements.fault],
    ['onset', onsetMs, measurements.onset],
    ['recovery', recoveryMs, measurements.recovery],
    ['rta', recoveryMs - faultMs, measurements.rtaMs],
    ['downtime', recoveryMs - onsetMs, measurements.downtimeMs],
    ['rpa', (onsetMs - recoveryPointMs) / 1_000, measurements.rpaSeconds],
  ]
  return claims
    .filter(([, value, { lo, hi }]) => !holds(value, lo, hi))
    .map(([name, value, { lo, hi }]) => `${name} ${value} is not in ${String(lo)}..${String(hi)}`)
}

/** An interval that is not known at both ends says too little to hold the truth. */
function holds(value: number, lo: number | null, hi: number | null): boolean {
  // A ten-thousandth of a millisecond for the rounding of floating-point numbers.
  return lo !== null && hi !== null && lo - 1e-4 <= value && value <= hi + 1e-4
}
