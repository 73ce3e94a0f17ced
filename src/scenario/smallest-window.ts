/** The 97.5 % quantile of the normal distribution: two-sided 95 %. */
const Z = 1.959964

/**
 * The smallest number of probes whose Wilson 95 % interval can lie above a level at all.
 *
 * With every probe good the lower limit of the Wilson interval is n / (n + z²), so n ≥ θ z² / (1 − θ).
 * (E. B. Wilson, Probable Inference, 1927.) With bad probes in the baseline more are needed; that is known only after it.
 *
 * @param availability - θ, above 0 and below 1
 */
export function smallestWindow(availability: number): number {
  return Math.ceil((availability * Z * Z) / (1 - availability))
}
