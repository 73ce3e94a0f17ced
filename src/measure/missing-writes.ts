import type { Present } from './final-read.ts'
import { ACKNOWLEDGED, FAILED, type WriterLedger } from './write-ledger.ts'

/** The writes of one writer that the final read lacks, although they had, or may have had, their effect. Sorted seqs. */
export interface MissingWrites {
  readonly writer: string
  /** Acknowledged and absent: K \ G. */
  readonly lost: Uint32Array
  /** Neither acknowledged nor refused, and absent (I \ G): perhaps they were never there. */
  readonly indeterminate: Uint32Array
}

/** Names every missing write, where a report only names the oldest: whoever has to repair the data needs all of them. */
export function missingWrites(ledgers: readonly WriterLedger[], present: Present): readonly MissingWrites[] {
  return ledgers.flatMap(({ writer, outcome }) => {
    const there = present.byWriter.get(writer)
    const [lost, indeterminate]: [number[], number[]] = [[], []]
    for (let seq = 0; seq < outcome.length; seq++) {
      const code = outcome[seq] ?? 0
      if (code === 0 || code === FAILED || there?.has(seq) === true) continue
      if (code === ACKNOWLEDGED) lost.push(seq)
      else indeterminate.push(seq)
    }
    if (lost.length + indeterminate.length === 0) return []
    return [{ writer, lost: Uint32Array.from(lost), indeterminate: Uint32Array.from(indeterminate) }]
  })
}
