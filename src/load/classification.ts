import type { Outcome } from '../model/operation.ts'

/** What k6 says of a finished request. */
interface K6Answer {
  /** HTTP status; 0 when there was no complete answer. */
  readonly status: number
  /** k6's `error_code`; 0 when there was no error. */
  readonly errorCode: number
}

/** One row: a status, or k6's error code where there is no status. */
export interface ClassificationRow {
  readonly on: 'status' | 'error'
  readonly from: number
  readonly to: number
  readonly outcome: Outcome
  readonly errorClass: string
  /** Why this outcome may be claimed. */
  readonly why: string
}

const one = (
  on: ClassificationRow['on'],
  code: number,
  outcome: Outcome,
  errorClass: string,
  why: string,
): ClassificationRow => ({ on, from: code, to: code, outcome, errorClass, why })

/** What a service says by a status: its contract decides, not we. */
export interface WriteStatuses {
  /** Acknowledged. */
  readonly ok: readonly number[]
  /** Proof that nothing was written. */
  readonly refused: readonly number[]
}

/** Those of the order service, for loads whose system states none. */
const USUAL_STATUSES: WriteStatuses = { ok: [200, 201, 204], refused: [409, 429] }

/** Refusals that have a name. */
const REFUSALS: Readonly<Record<number, string>> = { 409: 'conflict', 429: 'throttled' }

/**
 * How k6's results count as outcomes of a write where the contract says nothing of them. `fail` needs a proof that nothing was sent or done; whatever no row
 * matches is `info`. Classes have the names that the probes use.
 *
 * The proofs of the connection errors hold because k6 sends a write at most once: a second attempt is made only when
 * nothing of the first was written, or with an idempotency key, which the helper for scripts never sends.
 */
export const CLASSIFICATION: readonly ClassificationRow[] = [
  {
    on: 'status',
    from: 500,
    to: 599,
    outcome: 'info',
    errorClass: 'server-error',
    why: 'something behind the answering side failed; whether before or after the write is not known',
  },
  one('error', 1000, 'info', 'connection-closed', 'the request may have been sent; only the answer is missing'),
  one('error', 1050, 'info', 'timeout', 'the request may have been sent, and may be done after we stopped waiting'),
  one('error', 1101, 'fail', 'name-not-found', 'the name has no address, so there was nobody to send to'),
  one('error', 1111, 'fail', 'host-blocked', 'k6 itself refused the host, and nothing was sent'),
  one('error', 1201, 'info', 'kept-connection-lost', 'a part of the request may have arrived before the pipe broke'),
  one('error', 1211, 'fail', 'connect-timeout', 'the connection was never made, so nothing was sent'),
  one('error', 1212, 'fail', 'connection-refused', 'nobody listened, and nothing was sent'),
  one('error', 1220, 'info', 'connection-reset', 'the request may have been done before the reset'),
]

const UNKNOWN = { outcome: 'info', errorClass: 'unknown' } as const
const UNEXPECTED_STATUS = { outcome: 'info', errorClass: 'unexpected-status' } as const

/** Outcome and error class of one answer. Unknown is never `fail`: it may have had its effect. */
export function classify(
  { status, errorCode }: K6Answer,
  { ok, refused }: WriteStatuses = USUAL_STATUSES,
): Pick<ClassificationRow, 'outcome' | 'errorClass'> {
  if (ok.includes(status)) return { outcome: 'ok', errorClass: '' }
  if (refused.includes(status)) return { outcome: 'fail', errorClass: REFUSALS[status] ?? 'refused' }
  const [on, code] = status === 0 ? (['error', errorCode] as const) : (['status', status] as const)
  const row = CLASSIFICATION.find((candidate) => candidate.on === on && candidate.from <= code && code <= candidate.to)
  return row ?? (on === 'status' ? UNEXPECTED_STATUS : UNKNOWN)
}
