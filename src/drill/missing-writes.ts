import { rmSync } from 'node:fs'
import { isAuthoritative, presentIn, writerRead } from '../measure/final-read.ts'
import { missingWrites } from '../measure/missing-writes.ts'
import { ledgersOf } from '../measure/write-ledger.ts'
import type { DrillEvidence } from '../model/evidence.ts'
import { toRanges } from '../observe/write-ranges.ts'
import { type RecordFolder, writeJson } from './record.ts'

/** First and last seq of a row of writes that are all missing. */
type SeqRange = readonly [first: number, last: number]

/** The content of `missing-writes.json`: for whoever has to repair the data, or to hold the count against the database. */
export interface MissingWritesFile {
  readonly version: 1
  /** Writers that miss nothing are left out. */
  readonly writers: readonly {
    readonly writer: string
    /** Acknowledged, and absent from the final read of the writer. */
    readonly lost: readonly SeqRange[]
    /** Without a known outcome, and absent. */
    readonly indeterminate: readonly SeqRange[]
  }[]
}

/** Leaves the names of all missing writes in a record; no file at all where no final read proves an absence. */
export function saveMissingWrites(folder: RecordFolder, evidence: DrillEvidence): void {
  const read = writerRead(evidence.finalReads)
  if (!isAuthoritative(read)) {
    rmSync(folder.missingWrites, { force: true })
    return
  }
  const missing = missingWrites(ledgersOf(evidence.operations, evidence.streams, []), presentIn(read, evidence.streams))
  const file: MissingWritesFile = {
    version: 1,
    writers: missing.map(({ writer, lost, indeterminate }) => ({
      writer,
      lost: rangesOf(lost),
      indeterminate: rangesOf(indeterminate),
    })),
  }
  writeJson(folder.missingWrites, file)
}

function rangesOf(seqs: Uint32Array): SeqRange[] {
  return toRanges(seqs).map(({ lo, hi }) => [lo, hi])
}
