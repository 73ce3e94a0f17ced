import { OUTCOMES, type OperationTable, type StreamInfo } from '../model/operation.ts'

/** Codes of {@link WriterLedger.outcome}: the position in OUTCOMES plus one, so that 0 can mean "never attempted". */
export const ACKNOWLEDGED = OUTCOMES.indexOf('ok') + 1
export const FAILED = OUTCOMES.indexOf('fail') + 1
const SHED = OUTCOMES.indexOf('shed')

/** The columns that a ledger is made from. */
export type WriteColumns = Pick<OperationTable, 'length' | 'stream' | 'seq' | 'outcome' | 'sentNs' | 'completedNs'>

/**
 * What one writer attempted, by seq: everything that loss is counted from. Seqs are dense, so a write is a place in three
 * columns, 13 bytes; ten million take 130 MB, where the rows of a history take 350.
 */
export interface WriterLedger {
  readonly writer: string
  /** 0: never attempted. */
  readonly outcome: Uint8Array
  readonly sentNs: Float64Array
  /** From sending to completion. Rounded up: completions count as "at the latest", wherever they count. */
  readonly tookNs: Float32Array
  /** By how much the writer's times may be off (k6's clock is not ours), in nanoseconds. */
  readonly clockErrorNs: number
}

/**
 * The writes of a history, by writer. A write that was attempted twice under one name counts once, and as acknowledged
 * if one attempt was.
 *
 * @param clockErrorNs - by stream
 */
export function ledgersOf(
  table: WriteColumns,
  streams: readonly StreamInfo[],
  clockErrorNs: readonly number[],
): WriterLedger[] {
  const sizes = sizesOf(table, streams)
  const ledgers = new Map<string, WriterLedger>()
  const byStream = streams.map((info, stream) => {
    if (info.kind !== 'write') return undefined
    const size = sizes.get(info.writer) ?? 0
    const ledger = ledgers.get(info.writer) ?? {
      writer: info.writer,
      outcome: new Uint8Array(size),
      sentNs: new Float64Array(size),
      tookNs: new Float32Array(size),
      clockErrorNs: clockErrorNs[stream] ?? 0,
    }
    ledgers.set(info.writer, ledger)
    return ledger
  })
  for (let row = 0; row < table.length; row++) {
    const ledger = byStream[table.stream[row] ?? 0]
    const outcome = table.outcome[row] ?? SHED
    // A shed write was never sent.
    if (ledger === undefined || outcome === SHED) continue
    const seq = table.seq[row] ?? 0
    if (ledger.outcome[seq] === ACKNOWLEDGED) continue
    const sent = table.sentNs[row] ?? NaN
    ledger.outcome[seq] = outcome + 1
    ledger.sentNs[seq] = sent
    ledger.tookNs[seq] = roundUp((table.completedNs[row] ?? NaN) - sent)
  }
  return [...ledgers.values()]
}

/** When a write was acknowledged, at the latest, nanoseconds. */
export function acknowledgedAt({ sentNs, tookNs, clockErrorNs }: WriterLedger, seq: number): number {
  return (sentNs[seq] ?? NaN) + (tookNs[seq] ?? NaN) + clockErrorNs
}

function sizesOf(table: WriteColumns, streams: readonly StreamInfo[]): ReadonlyMap<string, number> {
  const last = new Float64Array(streams.length).fill(-1)
  for (let row = 0; row < table.length; row++) {
    const stream = table.stream[row] ?? 0
    const seq = table.seq[row] ?? 0
    if (table.outcome[row] !== SHED && seq > (last[stream] ?? -1)) last[stream] = seq
  }
  const sizes = new Map<string, number>()
  streams.forEach(({ kind, writer }, stream) => {
    if (kind === 'write') sizes.set(writer, Math.max(sizes.get(writer) ?? 0, (last[stream] ?? -1) + 1))
  })
  return sizes
}

/** The next number that 32 bits can hold, so that a bound stays one. Up to 16 ms it is exact, at 1 s within 0.1 µs. */
function roundUp(ns: number): number {
  const rounded = Math.fround(ns)
  return rounded < ns ? Math.fround(ns * (1 + 2 ** -23)) : rounded
}
