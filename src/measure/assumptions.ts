import { formatMs } from '../model/duration.ts'
import type { DrillEvidence } from '../model/evidence.ts'
import type { StreamOutage } from './outage.ts'
import { nsToMs } from './units.ts'

/** The sentences that the intervals rest on, for the report. */
export function assumptionsOf(evidence: DrillEvidence, outage: StreamOutage | undefined): string[] {
  const sentences: string[] = []
  if (outage !== undefined) {
    const { probes, baseline, serviceTimeNs, backgroundNs } = outage
    const { bad, operations } = baseline
    sentences.push(
      `While up, the service answers ${probes.info.id} within ${formatMs(nsToMs(serviceTimeNs))}, send lag included.`,
    )
    sentences.push(
      bad === 0
        ? `Before the fault none of ${operations} probes was bad: no edge was widened for background errors.`
        : `Before the fault ${bad} of ${operations} probes were bad: edges are widened by ${formatMs(nsToMs(backgroundNs))} for background errors.`,
    )
  }
  const hiding = outage === undefined ? 0 : longestHidingNs(evidence, outage)
  if (hiding > 0) {
    const longest = formatMs(nsToMs(hiding))
    sentences.push(`The prober was blind for up to ${longest} at a time: a failure that lay within it was not seen.`)
  }
  // No silent substitution: what was asked for was not noticed by anybody.
  if (evidence.injections.some(({ fault }) => fault.kind === 'database.failover')) {
    sentences.push('The failover was requested: detection was not exercised, and a crash may take longer.')
  }
  if (evidence.load !== undefined) {
    sentences.push(`Times of the load are off by no more than ${formatMs(evidence.load.clockErrorMs)}.`)
  }
  if (evidence.canaryPresent)
    sentences.push('Writes in the final read by writers that this history does not know are not ours.')
  return sentences
}

/**
 * The longest time in which an episode can have begun and ended unseen, nanoseconds; 0 when there was none. A shorter
 * failure than m probes is no episode by definition. Only after the steady state: before the fault it changes nothing.
 */
function longestHidingNs({ blindWindows, baseline, config }: DrillEvidence, { probes }: StreamOutage): number {
  if (probes.info.source !== 'probe') return 0
  const sinceNs = baseline?.toNs ?? 0
  const lengths = blindWindows.flatMap(({ fromNs, toNs }) => (toNs > sinceNs ? [toNs - fromNs] : []))
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0)
  return longest >= config.episodeProbes * probes.intervalNs ? longest : 0
}
