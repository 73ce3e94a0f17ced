import { OUTCOMES, type StreamInfo } from '../model/operation.ts'
import type { Present } from './final-read.ts'
import type { WriteColumns } from './loss.ts'

const OK = OUTCOMES.indexOf('ok')
const FAIL = OUTCOMES.indexOf('fail')
const SHED = OUTCOMES.indexOf('shed')

/** The writes of one writer that the final read lacks, although they had, or may have had, their effect. Sorted seqs. */
export interface MissingWrites {
  readonly writer: string
  /** Acknowledged and absent: K \ G. */
  readonly lost: Uint32Array
  /** Neither acknowledged nor refused, and absent (I \ G): perhaps they were never there. */
  readonly indeterminate: Uint32Array
}

/** Names every missing write, where a report only names the oldest: whoever has to repair the data needs all of them. */
export function missingWrites(
  table: WriteColumns,
  streams: readonly StreamInfo[],
  present: Present,
): readonly MissingWrites[] {
  const found = new Map<string, { readonly lost: number[]; readonly indeterminate: number[] }>()
  for (let row = 0; row < table.length; row++) {
    const stream = table.stream[row] ?? 0
    const outcome = table.outcome[row] ?? SHED
    const info = streams[stream]
    if (info?.kind !== 'write' || outcome === SHED || outcome === FAIL) continue
    const seq = table.seq[row] ?? 0
    if (present.byStream[stream]?.has(seq) === true) continue
    const missing = found.get(info.writer) ?? { lost: [], indeterminate: [] }
    found.set(info.writer, missing)
    missing[outcome === OK ? 'lost' : 'indeterminate'].push(seq)
  }
  return Array.from(found, ([writer, { lost, indeterminate }]) => ({
    writer,
    lost: Uint32Array.from(lost).sort(),
    indeterminate: Uint32Array.from(indeterminate).sort(),
  }))
}
