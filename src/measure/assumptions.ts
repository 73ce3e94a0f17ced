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
