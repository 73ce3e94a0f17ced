/** Quantile of the normal distribution for a two-sided 95 % interval. */
const Z_TWO_SIDED_95 = 1.96
/** Quantile of the normal distribution for a one-sided 95 % limit. */
const Z_ONE_SIDED_95 = 1.645

/**
 * Lower limit of the two-sided 95 % score interval for a share.
 *
 * Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
 * Statistical Association 22 (1927), pp. 209–212. Unlike the textbook interval it does not collapse to a point when
 * every trial succeeded, which is the usual case here.
 *
 * @param good - successes
 * @param of - trials; with none, nothing is known and the limit is 0
 * @returns 0..1
 */
export function wilsonLower(good: number, of: number): number {
  if (of === 0) return 0
  const z2 = Z_TWO_SIDED_95 ** 2
  const share = good / of
  const centre = share + z2 / (2 * of)
  const half = Z_TWO_SIDED_95 * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of))
  return Math.max(0, (centre - half) / (1 + z2 / of))
}

/**
 * W that proves the availability level θ while the service is only as bad as its own baseline: the Wilson lower limit
 * must still reach θ when the window holds as many bad probes as 95 of 100 such windows hold at most.
 *
 * The limit reaches θ exactly if share − θ ≥ z·√(θ(1−θ)/W) (the score test that the interval inverts); the share is put
 * at its own one-sided 95 % quantile, 1 − p − z₁·√(p(1−p)/W); solved for W.
 *
 * @param level - θ, 0..1
 * @param badShare - p, the baseline's share of bad probes, 0..1
 * @returns probes; `Infinity` when the baseline itself does not reach the level
 */
export function windowNeeded(level: number, badShare: number): number {
  const margin = 1 - badShare - level
  if (margin <= 0) return Infinity
  const root =
    (Z_ONE_SIDED_95 * Math.sqrt(badShare * (1 - badShare)) + Z_TWO_SIDED_95 * Math.sqrt(level * (1 - level))) / margin
  // Rounding noise must not ask for one probe more than the exact figure.
  return Math.ceil(root ** 2 - 1e-9)
}
