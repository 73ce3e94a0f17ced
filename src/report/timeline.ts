import type { DrillEvidence } from '../model/evidence.ts'
import { OUTCOMES } from '../model/operation.ts'
import type { Report } from './schema.ts'

/** A timeline has at most about so many buckets: enough to draw, little to store. */
const MOST_BUCKETS = 400
/** No bucket is shorter, in milliseconds: it then holds several probes. */
const SHORTEST_BUCKET_MS = 100
const OK = OUTCOMES.indexOf('ok')

/**
 * Counts good and bad operations of each stream over time, from the steady state to the end.
 * For drawing only: onset and recovery are measured from single operations, not from these buckets.
 */
export function timelines(evidence: DrillEvidence): Report['timelines'] {
  const fromMs = Math.floor((evidence.baseline?.fromNs ?? 0) / 1e6)
  const spanMs = Math.max(0, evidence.observedUntilNs / 1e6 - fromMs)
  const bucketMs = SHORTEST_BUCKET_MS * Math.max(1, Math.ceil(spanMs / MOST_BUCKETS / SHORTEST_BUCKET_MS))
  const buckets = Math.ceil(spanMs / bucketMs)
  const lines = evidence.streams.map(({ id }) => ({
    stream: id,
    fromMs,
    bucketMs,
    total: Array.from({ length: buckets }, () => 0),
    bad: Array.from({ length: buckets }, () => 0),
  }))
  const { operations, config } = evidence
  for (let row = 0; row < operations.length; row += 1) {
    const line = lines[operations.stream[row] ?? -1]
    const bucket = Math.floor(((operations.scheduledNs[row] ?? 0) / 1e6 - fromMs) / bucketMs)
    if (line === undefined || bucket < 0 || bucket >= buckets) continue
    line.total[bucket] = (line.total[bucket] ?? 0) + 1
    const tookMs = ((operations.completedNs[row] ?? NaN) - (operations.sentNs[row] ?? NaN)) / 1e6
    const good = operations.outcome[row] === OK && tookMs <= config.goodWithinMs
    if (!good) line.bad[bucket] = (line.bad[bucket] ?? 0) + 1
  }
  return lines
}
