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
  /** Empty for `ok`. */
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

/**
 * How k6's results count as outcomes of a write. `fail` needs a proof that nothing was sent or done; whatever no row
 * matches is `info`. Classes have the names that the probes use.
 *
 * The proofs of the connection errors hold because k6 sends a write at most once: a second attempt is made only when
 * nothing of the first was written, or with an idempotency key, which the helper for scripts never sends.
 */
export const CLASSIFICATION: readonly ClassificationRow[] = [
  one('status', 200, 'ok', '', 'acknowledged'),
  one('status', 201, 'ok', '', 'acknowledged'),
  one('status', 204, 'ok', '', 'acknowledged'),
  one('status', 409, 'fail', 'conflict', 'the service documents 409 as "refused by a constraint, not stored"'),
  one('status', 429, 'fail', 'throttled', 'the service documents 429 as "refused before any work was done"'),
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
export function classify({ status, errorCode }: K6Answer): Pick<ClassificationRow, 'outcome' | 'errorClass'> {
  const [on, code] = status === 0 ? (['error', errorCode] as const) : (['status', status] as const)
  const row = CLASSIFICATION.find((candidate) => candidate.on === on && candidate.from <= code && code <= candidate.to)
  return row ?? (on === 'status' ? UNEXPECTED_STATUS : UNKNOWN)
}
