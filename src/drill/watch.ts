import { setTimeout as sleep } from 'node:timers/promises'
import { recoveredSoFar, type StreamProgress } from '../measure/progress.ts'
import { formatMs } from '../model/duration.ts'
import type { Span } from '../model/interval.ts'
import { nowSince } from '../system/clock.ts'
import type { MeasuringContext } from './context.ts'
import type { FaultMarker } from './fault-mark.ts'
import type { Instruments } from './instruments.ts'
import type { ObservationPlan } from './record.ts'
import { sampleStreams } from './sample.ts'

/** How often the history is looked at, in milliseconds. */
const LOOK_MS = 250

/** What an observation is told while it watches. */
export interface WatchOptions {
  readonly observation: ObservationPlan
  readonly baseline: Span
  readonly marker: FaultMarker
  /** Aborted when a person has seen enough: the regular end, not an interruption. */
  readonly enough: AbortSignal
}

/**
 * Watches a system that somebody else breaks, until
 * - every judged stream that failed has stably recovered, and the command that breaks has ended; or
 * - the time to give up has passed since the mark (or since the first failure, where there is none); or
 * - a person has seen enough, or the longest time has passed.
 */
export async function watch(
  context: MeasuringContext,
  instruments: Instruments,
  { observation, baseline, marker, enough }: WatchOptions,
): Promise<void> {
  const { plan, signal, tools, emit } = context
  const startedNs = nowSince(plan.origin)
  const untilNs = startedNs + observation.atMostMs * 1e6
  const { giveUpMs } = plan.measurement
  let failedSinceNs: number | undefined
  let toldNs: number | undefined
  while (nowSince(plan.origin) < untilNs) {
    await sleep(LOOK_MS, undefined, { signal })
    if (enough.aborted) return emit({ kind: 'note', text: `watched until it was ended (${String(enough.reason)})` })
    const history = await instruments.history()
    if (history === undefined) continue
    const nowNs = nowSince(plan.origin)
    tools.onSample(sampleStreams(history, plan.measurement, nowNs))
    const streams = recoveredSoFar({
      operations: history.table,
      streams: history.header.streams,
      config: plan.measurement,
      baseline,
      sinceNs: marker.mark?.askedNs ?? baseline.toNs,
      nowNs,
    })
    const failed = streams.filter((stream) => stream.failed).length
    if (failed > 0 && failedSinceNs === undefined) {
      failedSinceNs = nowNs
      emit({ kind: 'note', text: 'an outage has begun' })
    }
    if (observation.toTheEnd || marker.busy) continue
    if (failed > 0 && streams.every(({ recovered }) => recovered)) {
      return emit({
        kind: 'recovered',
        text: `${failed} of ${streams.length} judged streams failed; all are back and held`,
      })
    }
    const holdsNs = holdsUntil(streams)
    if (holdsNs !== undefined && holdsNs !== toldNs) {
      emit({ kind: 'note', text: `back; holding until ${formatMs(Math.round(holdsNs / 1e8) * 100)}` })
    }
    toldNs = holdsNs
    const sinceNs = marker.mark?.returnedNs ?? failedSinceNs
    if (sinceNs === undefined || nowNs < sinceNs + giveUpMs * 1e6) continue
    const what = failed === 0 ? 'no outage was seen' : 'not recovered'
    return emit({ kind: 'note', text: `${what} after ${formatMs(giveUpMs)}: giving up` })
  }
  emit({ kind: 'note', text: `watched for ${formatMs(observation.atMostMs)}` })
}

/** When the last of the streams that failed is proven to be back if nothing fails again; undefined while one is not back. */
function holdsUntil(streams: readonly StreamProgress[]): number | undefined {
  const failed = streams.filter((stream) => stream.failed)
  const until = failed.map(({ holdsUntilNs }) => holdsUntilNs ?? Infinity)
  const latest = Math.max(...until)
  return failed.length === 0 || latest === Infinity ? undefined : latest
}
