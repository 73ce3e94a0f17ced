import type { Span } from '../model/interval.ts'
import type { MeasurementConfig } from '../model/measurement-config.ts'
import type { OperationTable, StreamInfo } from '../model/operation.ts'
import type { Objectives } from '../model/verdict.ts'
import { isJudged } from './judged-streams.ts'
import { asOneOutage } from './one-outage.ts'
import { hadOutage, outageOf, type StreamOutage } from './outage.ts'
import { latencyAfterRecovery, steadyOf } from './further.ts'
import { completedAt, nextGood, probesOf } from './probes.ts'
import { msToNs } from './units.ts'

/** How far one judged stream is. */
export interface StreamProgress {
  readonly stream: string
  /** There was an episode since the fault. */
  readonly failed: boolean
  /** It is stably back: up at the level over the window, and held. Without an episode: proven to have stayed up. */
  readonly recovered: boolean
  /** Of a stream that failed: when it can be proven to be back if it holds, nanoseconds; undefined while it is not back. */
  readonly holdsUntilNs?: number
}

/** What is known while the drill runs. */
export interface ProgressInput {
  readonly operations: OperationTable
  readonly streams: readonly StreamInfo[]
  readonly config: MeasurementConfig
  readonly baseline?: Span
  /** The fault, f⁻, nanoseconds. */
  readonly sinceNs: number
  /** How far the history reaches, nanoseconds. */
  readonly nowNs: number
}

/**
 * Whether enough was seen after recovery for the objectives that need more than the recovery itself: a p99 needs its
 * number of operations, a steady state its three windows in a row.
 */
export function observedEnough(
  input: ProgressInput,
  { latencyMs, timeToSteadyStateMs }: Pick<Objectives, 'latencyMs' | 'timeToSteadyStateMs'>,
): boolean {
  if (latencyMs === undefined && timeToSteadyStateMs === undefined) return true
  const { operations, streams, config, baseline, sinceNs, nowNs } = input
  return streams.every((info, stream) => {
    if (!isJudged(info)) return true
    const probes = probesOf(operations, streams, stream, config.goodWithinMs, nowNs)
    const outage = outageOf(probes, config, baseline, sinceNs)
    const enough = latencyMs === undefined || latencyAfterRecovery(outage).hi !== null
    if (timeToSteadyStateMs === undefined || !enough) return enough
    return steadyOf(outage, config, baseline, { lo: sinceNs, hi: null }).hi !== null
  })
}

/**
 * Which judged streams have failed since the fault and which have stably recovered: the same definitions as the
 * verdict's, over the history so far.
 */
export function recoveredSoFar(input: ProgressInput): StreamProgress[] {
  const { operations, streams, config, baseline, sinceNs, nowNs } = input
  const judged = streams.flatMap((info, stream) =>
    isJudged(info)
      ? [outageOf(probesOf(operations, streams, stream, config.goodWithinMs, nowNs), config, baseline, sinceNs)]
      : [],
  )
  return asOneOutage(judged, config).map((outage) => {
    const untilNs = holdsUntil(outage, config)
    const holds = untilNs === undefined ? {} : { holdsUntilNs: untilNs }
    return { stream: outage.probes.info.id, failed: hadOutage(outage), recovered: outage.recovered, ...holds }
  })
}

/** The first good probe after the last episode, a window of probes, and the hold-down. */
function holdsUntil(outage: StreamOutage, { windowProbes, holdDownMs }: MeasurementConfig): number | undefined {
  if (!hadOutage(outage)) return undefined
  const { probes, episodes } = outage
  const back = nextGood(probes, (episodes.at(-1)?.stretch.last ?? -1) + 1)
  if (back === undefined) return undefined
  return completedAt(probes, back) + (windowProbes - 1) * probes.intervalNs + msToNs(holdDownMs)
}
