import { UNKNOWN, type Interval } from '../model/interval.ts'
import type { Loss } from './loss.ts'

/**
 * RPA in seconds = a − recovery point.
 *
 * With loss: ∈ [max(0, sL − min c over the lost), sF1 + ℓ* − max s over the survivors that were sent before the oldest
 * lost acknowledgement completed]. The oldest lost write was in before its acknowledgement completed and is gone, so
 * the recovery point lies before that; a survivor is there, so it lies after that one was sent. A write in flight at the
 * fault that survives by replay must not hide an older loss, hence the condition; with holes the oldest lost is judged.
 *
 * Without loss: ∈ [0, sF1 + ℓ* − s of the newest survivor], never a bare 0: nothing was written in between to be lost.
 *
 * Where a lost write was sent after the onset (a deposed primary went on acknowledging), a − recovery point does not
 * bound the loss: the upper end is unknown.
 *
 * @param onset - a, of the write path; unknown sides stay unknown
 * @returns seconds; unknown when the loss is
 */
export function rpaSeconds(loss: Loss, onset: Interval): Interval {
  if (loss.counts.lost === null) return UNKNOWN
  const seconds = (ns: number): number => Math.max(0, ns) / 1e9
  const hi = onset.hi === null || loss.newestKeptNs === undefined ? null : seconds(onset.hi - loss.newestKeptNs)
  if (loss.oldestLostNs === undefined || loss.newestLostNs === undefined) return { lo: 0, hi }
  const lo = onset.lo === null ? 0 : seconds(onset.lo - loss.oldestLostNs)
  const lostAfterOnset = onset.hi === null || loss.newestLostNs > onset.hi
  return { lo, hi: lostAfterOnset ? null : hi }
}
