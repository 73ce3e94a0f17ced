import type { MeasurementConfig } from '../model/measurement-config.ts'
import { hadOutage, type StreamOutage } from './outage.ts'
import { indexAt } from './probes.ts'
import { stableAt } from './stability.ts'

/**
 * One fault makes one outage, which streams may see at different times: a pool fails when its next connection is due, a
 * cache when it expires. It is over once every judged stream is stably up. What fails first after that, on a stream that
 * had not failed before, is a relapse of the service and not the recovery time of the fault.
 *
 * Before any stream has failed nothing has recovered: however late the first failure comes, it is the outage.
 *
 * @param judged - each by itself
 * @returns the same streams in the same order; one that only failed after the outage has no outage and has relapses
 */
export function asOneOutage(judged: readonly StreamOutage[], config: MeasurementConfig): StreamOutage[] {
  const failing = judged.filter(hadOutage).toSorted((a, b) => firstBadNs(a) - firstBadNs(b))
  const quietNs = Math.max(...judged.filter((outage) => !hadOutage(outage)).map(({ stableNs }) => stableNs ?? Infinity))
  let overNs = -Infinity
  const later = new Map<StreamOutage, number>()
  for (const outage of failing) {
    const stableNs = Math.max(overNs, quietNs, stableBefore(outage, config) ?? Infinity)
    if (overNs > -Infinity && firstBadNs(outage) > stableNs) later.set(outage, stableNs)
    else overNs = Math.max(overNs, outage.stableNs ?? Infinity)
  }
  return judged.map((outage) => {
    const stableNs = later.get(outage)
    return stableNs === undefined
      ? outage
      : { ...outage, lastOfOutage: outage.firstAfterFault - 1, recovered: true, stableNs }
  })
}

function firstBadNs({ episodes, firstAfterFault }: StreamOutage): number {
  return episodes[firstAfterFault]?.onset.firstBadNs ?? Infinity
}

/** When it was proven that the stream was up between the fault and its own first failure; undefined when it was not. */
function stableBefore({ probes, episodes, firstAfterFault, sinceNs }: StreamOutage, config: MeasurementConfig) {
  return stableAt(probes, indexAt(probes, sinceNs), episodes[firstAfterFault]?.stretch.first ?? 0, config)
}
