import { expect } from 'chai'
import { DatabaseError } from 'pg'
import { failureAnswer } from '../../../../src/environments/lab/service/answers.ts'
import {
  DeadlineError,
  OverloadedError,
  UnreachableDatabaseError,
} from '../../../../src/environments/lab/service/order-store.ts'
import { BadRequestError } from '../../../../src/environments/lab/service/requests.ts'

function databaseError(code: string): DatabaseError {
  const error = new DatabaseError('refused', 0, 'error')
  error.code = code
  return error
}

describe('failureAnswer', () => {
  for (const [name, error, status, effect] of [
    ['a malformed request', new BadRequestError('x'), 400, 'none'],
    ['a full queue', new OverloadedError('x'), 503, 'none'],
    ['no connection', new UnreachableDatabaseError('x'), 503, 'none'],
    ['a deadline before sending', new DeadlineError(false), 503, 'none'],
    ['a deadline after sending', new DeadlineError(true), 503, 'unknown'],
    ['a duplicate', databaseError('23505'), 409, 'none'],
    ['a read-only standby', databaseError('25006'), 503, 'none'],
    ['too many clients', databaseError('53300'), 503, 'none'],
    ['a server that starts or stops', databaseError('57P03'), 503, 'none'],
    ['a server that was shut down under the statement', databaseError('57P01'), 503, 'unknown'],
    ['a cancelled statement', databaseError('57014'), 503, 'unknown'],
    ['any other answer of the database', databaseError('42P01'), 500, 'unknown'],
    ['a broken connection', new Error('Connection terminated unexpectedly'), 503, 'unknown'],
    ['something that is no error', 'x', 500, 'unknown'],
  ] as const) {
    it(`answers ${name} with ${status}, effect ${effect}`, () => {
      const answer = failureAnswer(error)
      expect([answer.status, answer.effect]).to.deep.equal([status, effect])
    })
  }
})
