import type { ClockOrigin } from '../model/clock.ts'
import type { Span } from '../model/interval.ts'
import type { LoopDelay } from '../model/noise.ts'
import type { OperationTable, StreamInfo } from '../model/operation.ts'

/**
 * The file format of a history: append-only NDJSON. The first line is a {@link HistoryHeader}; every other line is a
 * compact array whose first element says what it is. Times are nanoseconds since the start of the drill.
 *
 * ```
 * {"blackstart":"history","version":2,"origin":{...},"streams":[...]}
 * ["i",stream,seq,scheduledNs,sentNs]                          intent: about to be sent
 * ["o",stream,seq,completedNs,outcome,errorClass?,servedBy?,value?,database?]
 *                                                              outcome of an intent; outcome is an index into OUTCOMES;
 *                                                              value: what a read returned; database: what acknowledged a write
 * ["s",stream,seq,scheduledNs]                                 shed: never sent, our own in-flight cap was reached
 * ["b",fromNs,toNs]                                            blind window of the prober
 * ["l",nowNs,maxNs]                                            longest delay of the prober's event loop since the last such line
 * ["e",nowNs]                                                  clean end
 * ```
 *
 * Version 1 has no `l`, no value and no database; it is read as before.
 *
 * Whoever dies while writing leaves at most one torn last line; everything before it stands.
 */
export interface HistoryHeader {
  readonly blackstart: 'history'
  readonly version: (typeof READABLE_VERSIONS)[number]
  readonly origin: ClockOrigin
  readonly streams: readonly StreamInfo[]
}

/** The version that this code writes. */
export const HISTORY_VERSION = 2

/** The versions that it reads: a record is judged again years later. */
export const READABLE_VERSIONS = [1, HISTORY_VERSION] as const

/** The error class of an intent that never got an outcome: it is `info`, because it may have had its effect. */
export const NO_OUTCOME = 'no-outcome'

/** A history as it was read back. */
export interface History {
  readonly header: HistoryHeader
  readonly table: OperationTable
  /** Gaps of the prober, in which nothing could be sent. */
  readonly blindWindows: readonly Span[]
  /** How late the prober's event loop ran at worst, for each second or so. */
  readonly loopDelays: readonly LoopDelay[]
  /** When the writer ended cleanly; absent when it was killed. */
  readonly endedAtNs?: number
  /** The last line is torn: the writer died while the operating system took it. Everything before it stands. */
  readonly truncated: boolean
}

/** The file is not a history, or was changed after it was written. */
export class HistoryFormatError extends Error {
  override readonly name = 'HistoryFormatError'
  readonly path: string
  /** Counted from 1. */
  readonly line: number

  constructor(path: string, line: number, message: string, options?: ErrorOptions) {
    super(`${path}, line ${line}: ${message}`, options)
    this.path = path
    this.line = line
  }
}

/** The history could not be written (disk full, folder gone): what follows would be without evidence. */
export class HistoryWriteError extends Error {
  override readonly name = 'HistoryWriteError'
  readonly path: string

  constructor(path: string, options: ErrorOptions) {
    super(`cannot write the history ${path}: check that its folder exists and that the disk has room`, options)
    this.path = path
  }
}
