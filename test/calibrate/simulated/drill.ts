import { judge } from '../../../src/measure/judge.ts'
import { windowNeeded } from '../../../src/measure/wilson.ts'
import type { Judgement } from '../../../src/model/judgement.ts'
import { MS, config, evidence, finalRead, injection, stream, type Answer } from '../../measure/drill.ts'
import { Random } from '../random.ts'
import { instant, missesOf, type Truth } from '../truth.ts'
import { SimulatedService, type Settings } from './service.ts'
import { Stalls } from './stalls.ts'

/** A simulated drill with its judgement, and the claims that do not hold the truth. */
export interface SimulatedDrill {
  readonly settings: Settings
  readonly truth: Truth
  readonly judgement: Judgement
  readonly misses: readonly string[]
}

/** So many background errors must be in the baseline: what it does not show cannot widen an edge. */
const ERRORS_SEEN = 15

/** Probes a simulated service open-loop on a virtual clock, judges the history, and compares with what really happened. */
export function simulate(settings: Settings): SimulatedDrill {
  const { intervalMs, goodWithinMs, backgroundErrors, availability, seed } = settings
  const windowProbes = windowNeeded(availability, 2 * backgroundErrors)
  const enough = backgroundErrors === 0 ? 0 : Math.ceil(ERRORS_SEEN / backgroundErrors)
  const baselineProbes = Math.max(800, windowProbes, enough)
  const random = new Random(seed + 1)
  const faultMs = baselineProbes * intervalMs + random.between(1_000, 2_000)
  const service = new SimulatedService(settings, faultMs)
  const { onsetMs, recoveryMs, recoveryPointMs } = service.script
  const untilMs = recoveryMs + 2 * windowProbes * intervalMs + 3_000
  const stalls = settings.stalls
    ? Stalls.draw({ intervalMs, untilMs, edgesMs: [onsetMs, recoveryMs] }, random)
    : Stalls.none(intervalMs)
  const kept: number[] = []
  const answer = (scheduledMs: number, seq: number): Answer => {
    const lagMs = random.between(0, random.chance(0.01) ? 6 : 0.5)
    const { sentMs, leftMs } = stalls.send(seq, scheduledMs + lagMs)
    const served = service.serve(leftMs)
    if (served.committedMs !== undefined) kept.push(seq)
    return { outcome: served.outcome, sentMs, tookMs: stalls.seen(served.completedMs) - sentMs }
  }
  const askedMs = faultMs - random.between(0, 30)
  const returnedMs = faultMs + random.between(0, 200)
  const observedUntilMs = untilMs + 2_000
  const measurement = config({ availability, windowProbes, goodWithinMs, holdDownMs: 500 })
  const judgement = judge(
    evidence(
      {
        plans: [{ info: stream({ intervalMs }), untilMs, answer }],
        config: measurement,
        baseline: { fromNs: 500 * MS, toNs: (faultMs - 500) * MS },
        observedUntilNs: observedUntilMs * MS,
        clockAtEnd: { monotonicNs: observedUntilMs * MS, wallMs: observedUntilMs },
        injections: [injection({ askedNs: askedMs * MS, returnedNs: returnedMs * MS })],
        objectives: { rtoMs: 60_000, rpoSeconds: 60 },
        blindWindows: stalls.blindWindows,
      },
      () => finalRead({ 'write-fresh': kept.toSorted((a, b) => a - b) }),
    ),
  )
  const truth = {
    fault: instant(faultMs),
    ...service.outage(measurement.episodeProbes),
    lostMs: instant(onsetMs - recoveryPointMs),
  }
  return { settings, truth, judgement, misses: missesOf(truth, judgement) }
}
