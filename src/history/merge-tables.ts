import type { OperationTable, StreamInfo } from '../model/operation.ts'

/** The operations of one source (the prober, k6), with streams numbered from 0. */
export interface HistoryPart {
  readonly streams: readonly StreamInfo[]
  readonly table: OperationTable
}

/** Two sources use the same name for a stream, or write under the same writer: their operations could not be told apart. */
export class StreamClashError extends Error {
  override readonly name = 'StreamClashError'
}

/**
 * Joins the operations of several sources into one history: streams and labels are numbered anew, rows are copied.
 *
 * @throws StreamClashError, with all clashes
 */
export function mergeTables(parts: readonly HistoryPart[]): HistoryPart {
  const streams = parts.flatMap((part) => part.streams)
  refuseClashes(streams)
  const length = parts.reduce((sum, { table }) => sum + table.length, 0)
  const table = {
    length,
    stream: new Uint16Array(length),
    seq: new Uint32Array(length),
    scheduledNs: new Float64Array(length),
    sentNs: new Float64Array(length),
    completedNs: new Float64Array(length),
    outcome: new Uint8Array(length),
    errorClass: new Uint16Array(length),
    servedBy: new Uint16Array(length),
    ...(parts.some(({ table: { value } }) => value) ? { value: new Float64Array(length).fill(NaN) } : {}),
    ...(parts.some(({ table: { database } }) => database) ? { database: new Uint16Array(length) } : {}),
    labels: [...new Set(['', ...parts.flatMap((part) => part.table.labels)])],
  }
  const codes = new Map(table.labels.map((label, code) => [label, code]))
  let row = 0
  let firstStream = 0
  for (const part of parts) {
    const from = part.table
    const code = from.labels.map((label) => codes.get(label) ?? 0)
    for (const column of ['seq', 'scheduledNs', 'sentNs', 'completedNs', 'outcome'] as const) {
      table[column].set(from[column], row)
    }
    if (from.value !== undefined) table.value?.set(from.value, row)
    for (let i = 0; i < from.length; i++, row++) {
      table.stream[row] = (from.stream[i] ?? 0) + firstStream
      table.errorClass[row] = code[from.errorClass[i] ?? 0] ?? 0
      table.servedBy[row] = code[from.servedBy[i] ?? 0] ?? 0
      if (from.database !== undefined && table.database !== undefined) {
        table.database[row] = code[from.database[i] ?? 0] ?? 0
      }
    }
    firstStream += part.streams.length
  }
  return { streams, table }
}

function refuseClashes(streams: readonly StreamInfo[]): void {
  const writes = streams.filter(({ kind }) => kind === 'write')
  const clashes = [
    ...repeated(streams.map(({ id }) => id)).map((id) => `stream '${id}' occurs more than once`),
    ...repeated(writes.map(({ writer }) => writer)).map((writer) => `several streams write as '${writer}'`),
  ]
  if (clashes.length > 0) throw new StreamClashError(`${clashes.join('; ')}: give each stream names of its own`)
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))]
}
