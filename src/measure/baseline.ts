import type { Span } from '../model/interval.ts'
import { completedAt, countGood, isGood, isOk, isShed, rangeOf, sentAt, type Probes } from './probes.ts'

/** What a stream is like while nothing is broken. */
export interface Baseline {
  readonly operations: number
  readonly bad: number
  /** p: the share of bad probes; 0 when there was no operation. */
  readonly badShare: number
  /** p99 of the service time of `ok` operations, nanoseconds. */
  readonly p99Ns: number | null
}

/**
 * The baseline of one stream.
 *
 * @param span - the steady-state phase; cut it before the first injection with {@link baselineSpan}
 */
export function baselineOf(probes: Probes, span: Span | undefined): Baseline {
  if (span === undefined) return { operations: 0, bad: 0, badShare: 0, p99Ns: null }
  const { from, to } = rangeOf(probes, span)
  const operations = to - from
  const bad = operations - countGood(probes, from, to)
  const times: number[] = []
  for (let i = from; i < to; i++) if (isOk(probes, i)) times.push(completedAt(probes, i) - sentAt(probes, i))
  return { operations, bad, badShare: operations === 0 ? 0 : bad / operations, p99Ns: quantile(times, 0.99) }
}

/**
 * The steady-state phase without the probes that a fault could already have hit: those that were sent less than τ
 * before the first injection was asked for.
 */
export function baselineSpan(
  span: Span | undefined,
  firstAskedNs: number | undefined,
  goodWithinNs: number,
): Span | undefined {
  if (span === undefined || firstAskedNs === undefined) return span
  return { fromNs: span.fromNs, toNs: Math.min(span.toNs, firstAskedNs - goodWithinNs) }
}

/**
 * **ℓ***: "while up, the service answers within ℓ*". The longest send lag plus the longest service time of a good probe,
 * over the ranges in which the service was up.
 *
 * @returns nanoseconds; undefined when there was no good probe
 */
export function serviceTimeBound(
  probes: Probes,
  ranges: readonly { readonly from: number; readonly to: number }[],
): number | undefined {
  let longest: number | undefined
  let lag = 0
  for (const { from, to } of ranges) {
    for (let i = from; i < to; i++) {
      if (!isShed(probes, i)) lag = Math.max(lag, sentAt(probes, i) - (probes.scheduledNs[i] ?? NaN))
      if (isGood(probes, i)) longest = Math.max(longest ?? 0, completedAt(probes, i) - sentAt(probes, i))
    }
  }
  return longest === undefined ? undefined : lag + longest
}

/** Send lag: how much later than the timetable said a probe was sent. Longest and 99.9th percentile, nanoseconds. */
export function sendLag(probes: Probes): { readonly max: number | null; readonly p999: number | null } {
  const lags: number[] = []
  for (let i = 0; i < probes.length; i++) {
    if (!isShed(probes, i)) lags.push(sentAt(probes, i) - (probes.scheduledNs[i] ?? NaN))
  }
  return { max: quantile(lags, 1), p999: quantile(lags, 0.999) }
}

/** The smallest value that at least the share q does not exceed (nearest rank). */
function quantile(values: readonly number[], q: number): number | null {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null
}
