import type { Outcome } from '../model/operation.ts'

/** What became of one request. */
export interface ProbeResult {
  readonly outcome: Exclude<Outcome, 'shed'>
  /** Row of the classification table; empty for `ok`. */
  readonly errorClass: string
  /** Which instance answered, where it says so; else empty. */
  readonly servedBy: string
  /** What a read returned: the newest seq, or `NOTHING_FOUND`; absent where the answer does not say. */
  readonly value?: number
  /** What acknowledged a write, as `name/epoch`; absent where the answer does not say. */
  readonly database?: string
}

/** Sends the requests of one stream. It never retries, queues or waits for an earlier request. */
export interface Probe {
  /**
   * @param seq - what is written; a read ignores it
   * @param atLeastSeq - the oldest value that a read may return; a write ignores it
   * @param settle - called exactly once, at the latest when the hard timeout of the stream has passed
   */
  send(seq: number, atLeastSeq: number, settle: (result: ProbeResult) => void): void
  /** No further request can be sent now without waiting for a name to be resolved. @default never */
  readonly full?: () => boolean
  /** Drops all connections. Called when nothing is in flight any more, or no longer waited for. */
  close(): void
}
