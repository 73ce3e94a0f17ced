import type { MeasurementConfig } from '../model/measurement-config.ts'
import { hadOutage, isSeen, lastingTo, type StreamOutage } from './outage.ts'
import { indexAt } from './probes.ts'
import { stableAt } from './stability.ts'

/**
 * One fault makes one outage, which streams may see at different times: a pool fails when its next connection is due, a
 * cache when it expires, and where half of the requests fail a stream may be lucky for a while. It is over once every
 * judged stream is stably up, all at one time. What fails after that is a relapse of the service and not the recovery time
 * of the fault, also on a stream that had not failed before; what a stream sees before that is no relapse, also if it had
 * been stably up by itself.
 *
 * Before any stream has failed nothing has recovered: however late the first failure comes, it is the outage.
 *
 * @param judged - each by itself
 * @returns the same streams in the same order; one that only failed after the outage has no outage and has relapses
 */
export function asOneOutage(judged: readonly StreamOutage[], config: MeasurementConfig): StreamOutage[] {
  const joined = judged.map((outage) => (hadOutage(outage) ? beforeItsFirst(outage, config) : outage))
  let overNs = Infinity
  for (const { stream, episode, firstBadNs } of inOrderOfTime(judged)) {
    if (firstBadNs > overNs) break
    const outage = joined[stream]
    if (outage === undefined) continue
    joined[stream] = lastingTo(outage, episode, config)
    overNs = Math.max(...joined.map(({ stableNs }) => stableNs ?? Infinity))
  }
  // A stream that has failed only after the outage was up throughout, which is known when everything is.
  return joined.map((outage, stream) =>
    hadOutage(judged[stream] ?? outage) && !hadOutage(outage)
      ? { ...outage, recovered: true, stableNs: overNs }
      : outage,
  )
}

/** Every episode that a judged outage may consist of, over all streams. */
function inOrderOfTime(judged: readonly StreamOutage[]) {
  return judged
    .flatMap(({ episodes, firstAfterFault }, stream) =>
      episodes
        .map((one, episode) => ({ stream, episode, seen: isSeen(one), firstBadNs: one.onset.firstBadNs }))
        .filter(({ seen, episode }) => seen && episode >= firstAfterFault),
    )
    .toSorted((a, b) => a.firstBadNs - b.firstBadNs)
}

/** As the stream was until it failed first: without an outage, and up since the fault where that is proven. */
function beforeItsFirst(outage: StreamOutage, config: MeasurementConfig): StreamOutage {
  const { probes, episodes, firstAfterFault, sinceNs } = outage
  const first = episodes[firstAfterFault]?.stretch.first ?? 0
  const stableNs = stableAt(probes, indexAt(probes, sinceNs), first, config)
  return { ...outage, lastOfOutage: firstAfterFault - 1, recovered: stableNs !== undefined, stableNs }
}
