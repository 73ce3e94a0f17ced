import type { Span } from '../model/interval.ts'
import { OUTCOMES, type OperationTable, type StreamInfo } from '../model/operation.ts'
import { msToNs } from './units.ts'

const OK = OUTCOMES.indexOf('ok')
const SHED = OUTCOMES.indexOf('shed')

/** One stream by columns, in the order of its timetable; only operations of which it is known whether they were good. */
export interface Probes {
  readonly info: StreamInfo
  /** d, nanoseconds. */
  readonly intervalNs: number
  readonly length: number
  readonly seq: Uint32Array
  readonly scheduledNs: Float64Array
  /** For a shed slot, when it should have been sent. */
  readonly sentNs: Float64Array
  /** NaN where no outcome was ever known. */
  readonly completedNs: Float64Array
  /** Index into OUTCOMES. */
  readonly outcome: Uint8Array
  /** 1 or 0. */
  readonly good: Uint8Array
  readonly observedUntilNs: number
}

/**
 * The operations of one stream, each judged good or bad.
 *
 * **Good**: `ok`, and completed within τ of being sent. Everything else is bad: a late answer, an error, an answer with
 * the wrong content, a slot that was shed.
 *
 * Left out is what cannot be known yet: no outcome, and sent less than τ before the observation ended.
 *
 * @param goodWithinMs - τ
 * @param observedUntilNs - when the observation ended, or now
 */
export function probesOf(
  table: OperationTable,
  streams: readonly StreamInfo[],
  stream: number,
  goodWithinMs: number,
  observedUntilNs: number,
): Probes {
  const info = streams[stream]
  if (info === undefined) throw new RangeError(`there is no stream ${stream}, only ${streams.length}`)
  const withinNs = msToNs(goodWithinMs)
  const rows = rowsOf(table, stream).filter((row) => {
    const settled = !Number.isNaN(table.completedNs[row]) || table.outcome[row] === SHED
    return settled || (table.sentNs[row] ?? NaN) + withinNs <= observedUntilNs
  })
  const sentNs = Float64Array.from(rows, (row) => {
    const sent = table.sentNs[row] ?? NaN
    return Number.isNaN(sent) ? (table.scheduledNs[row] ?? NaN) : sent
  })
  const completedNs = Float64Array.from(rows, (row) => table.completedNs[row] ?? NaN)
  const outcome = Uint8Array.from(rows, (row) => table.outcome[row] ?? SHED)
  return {
    info,
    intervalNs: msToNs(info.intervalMs),
    length: rows.length,
    seq: Uint32Array.from(rows, (row) => table.seq[row] ?? 0),
    scheduledNs: Float64Array.from(rows, (row) => table.scheduledNs[row] ?? NaN),
    sentNs,
    completedNs,
    outcome,
    good: outcome.map((code, i) => Number(code === OK && (completedNs[i] ?? NaN) - (sentNs[i] ?? NaN) <= withinNs)),
    observedUntilNs,
  }
}

function rowsOf(table: OperationTable, stream: number): number[] {
  const rows: number[] = []
  let sorted = true
  for (let row = 0; row < table.length; row++) {
    if (table.stream[row] !== stream) continue
    const previous = rows.at(-1)
    if (previous !== undefined && (table.seq[previous] ?? 0) > (table.seq[row] ?? 0)) sorted = false
    rows.push(row)
  }
  return sorted ? rows : rows.sort((a, b) => (table.seq[a] ?? 0) - (table.seq[b] ?? 0))
}

export function isGood(probes: Probes, i: number): boolean {
  return probes.good[i] === 1
}

export function isOk(probes: Probes, i: number): boolean {
  return probes.outcome[i] === OK
}

export function isShed(probes: Probes, i: number): boolean {
  return probes.outcome[i] === SHED
}

export function sentAt(probes: Probes, i: number): number {
  return probes.sentNs[i] ?? NaN
}

export function completedAt(probes: Probes, i: number): number {
  return probes.completedNs[i] ?? NaN
}

/** The first index from `from` on whose probe was sent at `ns` or later; `length` when there is none. */
export function indexAt(probes: Probes, ns: number, from = 0): number {
  let i = from
  while (i < probes.length && sentAt(probes, i) < ns) i++
  return i
}

/** The next good probe at or after `from`; undefined when there is none. */
export function nextGood(probes: Probes, from: number): number | undefined {
  const i = probes.good.indexOf(1, from)
  return i === -1 ? undefined : i
}

export function countGood(probes: Probes, from: number, to: number): number {
  let good = 0
  for (let i = Math.max(0, from); i < Math.min(to, probes.length); i++) good += probes.good[i] ?? 0
  return good
}

/** The probes that were sent within a span, as a range of indices [from, to). */
export function rangeOf(probes: Probes, { fromNs, toNs }: Span): { from: number; to: number } {
  const from = indexAt(probes, fromNs)
  return { from, to: indexAt(probes, toNs, from) }
}
