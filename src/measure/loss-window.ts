import type { Interval } from '../model/interval.ts'
import { UNKNOWN } from '../model/interval.ts'
import type { Loss } from './loss.ts'

/**
 * **Loss window** = (recovery point, cut-over], for what a failover cannot heal: deletion, corruption, a restore from a
 * backup. Everything counts that was written until the restored system took over, also while nobody had noticed yet.
 *
 * With loss: ∈ [cut-over⁻ − min c over the lost, cut-over⁺ − max s over the survivors that were sent before the oldest
 * lost acknowledgement completed]. It is the recovery point of `rpaSeconds`, counted back from the cut-over instead of
 * the onset: the onset of a deletion says nothing about how long people went on writing.
 *
 * Without loss: ∈ [0, cut-over⁺ − s of the newest survivor].
 *
 * @param cutOver - when the restored system took over, nanoseconds
 * @returns seconds; unknown when the loss is
 */
export function lossWindowSeconds(loss: Loss, cutOver: Interval): Interval {
  if (loss.counts.lost === null) return UNKNOWN
  const seconds = (ns: number): number => Math.max(0, ns) / 1e9
  const hi = cutOver.hi === null || loss.newestKeptNs === undefined ? null : seconds(cutOver.hi - loss.newestKeptNs)
  if (loss.oldestLostNs === undefined) return { lo: 0, hi }
  return { lo: cutOver.lo === null ? 0 : seconds(cutOver.lo - loss.oldestLostNs), hi }
}
