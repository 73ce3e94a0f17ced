/** What is taken as impossible: one in a million. */
const IMPROBABLE = 1e-6
/** Logarithms are not exact: 0.01³ must count as 10⁻⁶. */
const ROUNDING = 1e-9

/**
 * How many probes in a row may all be deceptive: the smallest k with shareᵏ ≤ 10⁻⁶.
 *
 * With the baseline's share of bad probes it is how far background errors can reach from an edge that they touch; with
 * the share of *good* probes inside a partial outage, how far good probes can hide its edge.
 *
 * @param share - of the deceptive kind, 0..1
 * @returns probes, 0 when there are none of that kind; `Infinity` when there are no others
 */
export function improbableRun(share: number): number {
  if (share <= 0) return 0
  if (share >= 1) return Infinity
  return Math.ceil(Math.log(IMPROBABLE) / Math.log(share) - ROUNDING)
}
