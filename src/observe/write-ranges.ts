/** Consecutive seqs of one writer that are each there equally often. */
export interface WriteRange {
  readonly lo: number
  /** Inclusive. */
  readonly hi: number
  /** How many rows each seq of the range has; more than one is a duplicate. */
  readonly copies: number
}

/**
 * All seqs of ranges that are ordered and disjoint, one entry a row: a seq with two copies appears twice.
 *
 * @returns sorted
 */
export function expandRanges(ranges: readonly WriteRange[]): Uint32Array {
  const seqs = new Uint32Array(ranges.reduce((sum, { lo, hi, copies }) => sum + (hi - lo + 1) * copies, 0))
  let end = 0
  for (const { lo, hi, copies } of ranges) {
    for (let seq = lo; seq <= hi; seq++) {
      seqs.fill(seq, end, end + copies)
      end += copies
    }
  }
  return seqs
}

/** The inverse of {@link expandRanges}. Writes are dense, so millions of them shrink to a few ranges around each loss. */
export function toRanges(sortedSeqs: Uint32Array): WriteRange[] {
  const ranges: WriteRange[] = []
  let start = 0
  while (start < sortedSeqs.length) {
    const seq = sortedSeqs[start] as number
    let end = start + 1
    while (sortedSeqs[end] === seq) end++
    const copies = end - start
    const last = ranges.at(-1)
    if (last?.hi === seq - 1 && last.copies === copies) ranges[ranges.length - 1] = { ...last, hi: seq }
    else ranges.push({ lo: seq, hi: seq, copies })
    start = end
  }
  return ranges
}
