import type { DrillEvidence } from '../model/evidence.ts'
import { OUTCOMES } from '../model/operation.ts'
import type { Report } from './schema.ts'

/** A timeline has at most about so many buckets: enough to draw, little to store. */
const MOST_BUCKETS = 400
/** No bucket is shorter, in milliseconds: it then holds several probes. */
const SHORTEST_BUCKET_MS = 100
/** Latencies are kept to a tenth of a millisecond: nobody reads more off a drawing. */
const LATENCY_STEPS = 10
const OK = OUTCOMES.indexOf('ok')

/**
 * Counts good and bad operations of each stream over time, from the steady state to the end, with the latency of those
 * that were answered. A bucket keeps its slowest answer and every single bad operation, so that an outage that is much
 * shorter than a bucket can still be seen.
 * For drawing only: onset and recovery are measured from single operations, not from these buckets.
 */
export function timelines(evidence: DrillEvidence): Report['timelines'] {
  const fromMs = Math.floor((evidence.baseline?.fromNs ?? 0) / 1e6)
  const spanMs = Math.max(0, evidence.observedUntilNs / 1e6 - fromMs)
  const bucketMs = SHORTEST_BUCKET_MS * Math.max(1, Math.ceil(spanMs / MOST_BUCKETS / SHORTEST_BUCKET_MS))
  const buckets = Math.ceil(spanMs / bucketMs)
  const lines = evidence.streams.map(() => ({
    total: Array.from({ length: buckets }, () => 0),
    bad: Array.from({ length: buckets }, () => 0),
    tookMs: Array.from({ length: buckets }, (): number[] => []),
  }))
  const { operations, config } = evidence
  for (let row = 0; row < operations.length; row += 1) {
    const line = lines[operations.stream[row] ?? -1]
    const bucket = Math.floor(((operations.scheduledNs[row] ?? 0) / 1e6 - fromMs) / bucketMs)
    if (line === undefined || bucket < 0 || bucket >= buckets) continue
    const sentNs = operations.sentNs[row] ?? NaN
    const completedNs = operations.completedNs[row] ?? NaN
    if ((operations.scheduledNs[row] ?? 0) >= evidence.observedUntilNs) continue
    // What the end of the drill cut off is not known to be bad.
    const answered = completedNs <= evidence.observedUntilNs
    if (!answered && sentNs + config.goodWithinMs * 1e6 > evidence.observedUntilNs) continue
    line.total[bucket] = (line.total[bucket] ?? 0) + 1
    const tookMs = (completedNs - sentNs) / 1e6
    const ok = operations.outcome[row] === OK
    if (ok) line.tookMs[bucket]?.push(tookMs)
    if (!ok || !(tookMs <= config.goodWithinMs)) line.bad[bucket] = (line.bad[bucket] ?? 0) + 1
  }
  return evidence.streams.map(({ id }, index) => {
    const { total = [], bad = [], tookMs = [] } = lines[index] ?? {}
    for (const values of tookMs) values.sort((a, b) => a - b)
    const latencyMs = {
      p50: tookMs.map((sorted) => quantile(sorted, 0.5)),
      p95: tookMs.map((sorted) => quantile(sorted, 0.95)),
      max: tookMs.map((sorted) => quantile(sorted, 1)),
    }
    return { stream: id, fromMs, bucketMs, total, bad, latencyMs }
  })
}

/** The nearest-rank quantile: the smallest value that is not below this share of all; null where there is none. */
function quantile(sorted: readonly number[], share: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  return value === undefined ? null : Math.round(value * LATENCY_STEPS) / LATENCY_STEPS
}
