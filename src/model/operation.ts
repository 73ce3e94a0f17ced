/**
 * What became of one operation.
 *
 * - `ok`: answered, with the content that the acknowledged writes demand
 * - `wrong`: answered, but the content is not what an acknowledged write demands
 * - `fail`: provably without effect (refused before a byte was sent, read-only error, constraint error...)
 * - `info`: indeterminate; it may or may not have had its effect (timeout, reset after sending, 5xx...)
 * - `shed`: never sent, because our own in-flight cap was reached
 */
export type Outcome = 'ok' | 'wrong' | 'fail' | 'info' | 'shed'

/** The codes of {@link Outcome} in an {@link OperationTable}; the position is the code. */
export const OUTCOMES = ['ok', 'wrong', 'fail', 'info', 'shed'] as const satisfies readonly Outcome[]

/**
 * The rungs of the ladder, lowest first: what a client must get past, one after the other, before it is served. `pool`
 * is the way through the kept connections of the application.
 */
export const RUNGS = ['name', 'connect', 'tls', 'authenticate', 'read', 'write', 'pool'] as const
export type Rung = (typeof RUNGS)[number]

/** A sequence of operations of one kind over one way of connecting: the unit in which recovery is measured. */
export interface StreamInfo {
  /** For example `write-fresh`; unique in a history. */
  readonly id: string
  readonly source: 'probe' | 'k6'
  readonly kind: 'read' | 'write'
  /** `fresh`: a new connection for every request; `pooled`: kept connections, which pin dead sockets. */
  readonly connection: 'fresh' | 'pooled'
  readonly protocol: 'http' | 'sql' | 'net'
  /** The name under which the stream writes (or whose writes it reads back). Writes carry dense ids (writer, seq). */
  readonly writer: string
  /** The planned distance between two operations, d, in milliseconds. */
  readonly intervalMs: number
  /** The hard timeout of an operation, t, in milliseconds. */
  readonly timeoutMs: number
  /** Whether recovery time may be judged on this stream. k6 streams and the ladder's rungs only witness. */
  readonly judged: boolean
  /** What stands between this stream and the service, for people: for example `through the load balancer`. */
  readonly path: string
  /** The rung of the ladder that this stream stands on: it says what failed and when it came back. Below `pool` it is never judged. */
  readonly rung?: Rung
  /** The zone in which this client sits; such a client feeds the ledger and is never judged for availability. */
  readonly insideZone?: string
}

/** One operation of a history. Times are nanoseconds since the start of the drill. */
export interface Operation {
  /** Index into the history's streams. */
  readonly stream: number
  /** Dense sequence number within the stream, from 0. */
  readonly seq: number
  /** σ: when the timetable planned it. */
  readonly scheduledNs: number
  /** s: when it was sent. NaN for `shed`. */
  readonly sentNs: number
  /** c: when its outcome was known. NaN when it never was (an intent without an outcome is `info`). */
  readonly completedNs: number
  readonly outcome: Outcome
  /** Row of the classification table that decided, for example `connection-refused`; empty for `ok`. */
  readonly errorClass: string
  /** Which instance answered, where it says so; else empty. */
  readonly servedBy: string
  /** Of a read that was answered: the newest seq that it returned, or {@link NOTHING_FOUND}; undefined where it is not recorded. */
  readonly value?: number
  /** Of a write: the database that acknowledged it, and its epoch, as {@link databaseEpoch} reads it; undefined where it did not say. */
  readonly database?: string
}

/** A read was answered that nothing is there. */
export const NOTHING_FOUND = -1

/** A database as it names itself: `db-a/2` is `db-a` in its epoch 2 (PostgreSQL: the timeline). Every promotion begins a higher one. */
export function databaseEpoch(database: string): number | undefined {
  const [, epoch] = /\/(\d+)$/.exec(database) ?? []
  return epoch === undefined ? undefined : Number(epoch)
}

/** The operations of a history by columns, in no particular order. Ten million rows fit in memory. */
export interface OperationTable {
  readonly length: number
  readonly stream: Uint16Array
  readonly seq: Uint32Array
  readonly scheduledNs: Float64Array
  /** NaN where nothing was sent. */
  readonly sentNs: Float64Array
  /** NaN where no outcome was ever known. */
  readonly completedNs: Float64Array
  /** Index into {@link OUTCOMES}. */
  readonly outcome: Uint8Array
  /** Index into {@link labels}. */
  readonly errorClass: Uint16Array
  /** Index into {@link labels}. */
  readonly servedBy: Uint16Array
  /** NaN where none is recorded. Undefined when no operation recorded one: then it costs no memory. */
  readonly value?: Float64Array
  /** Index into {@link labels}. Undefined when no operation recorded one. */
  readonly database?: Uint16Array
  /** Interned texts; index 0 is the empty text. */
  readonly labels: readonly string[]
}
