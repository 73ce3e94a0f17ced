import { DatabaseError } from 'pg'
import { BadRequestError } from './requests.ts'
import { DeadlineError, OverloadedError, UnreachableDatabaseError } from './order-store.ts'

/**
 * Whether a request that was not answered with success may have changed something.
 * `none` is a proof: the statement never reached the database, or the database refused it.
 */
export type Effect = 'none' | 'unknown'

export interface FailureAnswer {
  readonly status: number
  readonly error: string
  readonly effect: Effect
}

/**
 * What the service answers when it cannot do what was asked. The effect is sent along as `x-effect`.
 *
 * | status | when | effect |
 * |---|---|---|
 * | 400 | the request is malformed | none |
 * | 409 | the order is there already (unique key) | none (of this request) |
 * | 503 | no connection to a database could be had; queue full; deadline passed before the statement was sent | none |
 * | 503 | the database refused the statement: read-only, too many clients, shutting down before it began | none |
 * | 503 | the connection broke, or the deadline passed, while the statement was running | unknown |
 * | 500 | anything else | unknown |
 */
export function failureAnswer(error: unknown): FailureAnswer {
  if (error instanceof BadRequestError) return { status: 400, error: error.message, effect: 'none' }
  if (error instanceof OverloadedError) return { status: 503, error: 'overloaded', effect: 'none' }
  if (error instanceof UnreachableDatabaseError) return { status: 503, error: 'database-unreachable', effect: 'none' }
  if (error instanceof DeadlineError) return { status: 503, error: 'deadline', effect: error.sent ? 'unknown' : 'none' }
  if (error instanceof DatabaseError) return databaseAnswer(error.code ?? '')
  // What is left of pg's errors has no type of its own: the connection ended while the statement was running.
  if (error instanceof Error) return { status: 503, error: 'connection-lost', effect: 'unknown' }
  return { status: 500, error: 'internal', effect: 'unknown' }
}

const UNIQUE_VIOLATION = '23505'
const READ_ONLY_TRANSACTION = '25006'
/** Sent instead of a result when the server is not open for statements: nothing was begun. */
const REFUSED = new Set(['53300', '57P03'])

function databaseAnswer(code: string): FailureAnswer {
  if (code === UNIQUE_VIOLATION) return { status: 409, error: 'duplicate', effect: 'none' }
  if (code === READ_ONLY_TRANSACTION) return { status: 503, error: 'read-only', effect: 'none' }
  if (REFUSED.has(code)) return { status: 503, error: 'database-refused', effect: 'none' }
  // 57P01 and the like: the server went away under the statement, which may have been committed.
  if (code.startsWith('57')) return { status: 503, error: 'connection-lost', effect: 'unknown' }
  return { status: 500, error: `database-${code}`, effect: 'unknown' }
}
