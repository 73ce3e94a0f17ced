import type { Interval } from '../model/interval.ts'

/** The chance that a bound may be wrong. */
const MISS = 0.05

/**
 * Bounds of a quantile from a sample, without assuming a distribution: each of them alone holds with 95 %.
 *
 * Of n values, the number X below the q-quantile is binomial (n, q). The k-th smallest value is an upper bound if
 * P(X ≥ k) ≤ 5 %, and a lower one if P(X < k) ≤ 5 %. For a p95 an upper bound therefore needs 59 values (0.95⁵⁹ < 5 %),
 * for a p99 it needs 299.
 *
 * Source: order statistics, for example H. A. David and H. N. Nagaraja, "Order Statistics", 3rd edition (2003), ch. 7.1.
 *
 * @param values - in any order
 * @param q - 0..1
 * @returns `null` on a side for which the sample is too small
 */
export function quantileBounds(values: readonly number[] | Float64Array, q: number): Interval {
  const sorted = Float64Array.from(values).sort()
  const n = sorted.length
  const upper = fewest(n, q)
  const lower = n + 1 - fewest(n, 1 - q)
  return { lo: lower < 1 ? null : (sorted[lower - 1] ?? null), hi: upper > n ? null : (sorted[upper - 1] ?? null) }
}

/** How many values an upper bound of a quantile needs at least. */
export function valuesNeeded(q: number): number {
  return Math.ceil(Math.log(MISS) / Math.log(q) - 1e-9)
}

/** The smallest k with P(X ≥ k) ≤ 5 %, X binomial (n, q); n + 1 when there is none. */
function fewest(n: number, q: number): number {
  // From the top down, in logarithms: for thousands of values the single terms are too small for a double.
  let logTerm = n * Math.log(q)
  let tail = 0
  for (let k = n; k >= 0; k--) {
    tail += Math.exp(logTerm)
    if (tail > MISS) return k + 1
    logTerm += Math.log(k / (n - k + 1)) + Math.log((1 - q) / q)
  }
  return 0
}
