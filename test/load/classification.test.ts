import { expect } from 'chai'
import { CLASSIFICATION, classify, type WriteStatuses } from '../../src/load/classification.ts'

/** What is expected, written out a second time: a row that is changed by mistake is noticed. */
const EXPECTED = [
  ['status', 500, 'info', 'server-error'],
  ['error', 1000, 'info', 'connection-closed'],
  ['error', 1050, 'info', 'timeout'],
  ['error', 1101, 'fail', 'name-not-found'],
  ['error', 1111, 'fail', 'host-blocked'],
  ['error', 1201, 'info', 'kept-connection-lost'],
  ['error', 1211, 'fail', 'connect-timeout'],
  ['error', 1212, 'fail', 'connection-refused'],
  ['error', 1220, 'info', 'connection-reset'],
] as const

describe('classification of k6 answers', () => {
  for (const [on, code, outcome, errorClass] of EXPECTED) {
    it(`${on} ${code} is ${outcome} ${errorClass}`, () => {
      const answer = on === 'status' ? { status: code, errorCode: 0 } : { status: 0, errorCode: code }
      expect(classify(answer)).to.include({ outcome, errorClass })
    })
  }

  it('has a test for each row', () => {
    expect(CLASSIFICATION.map(({ on, from }) => [on, from])).to.deep.equal(EXPECTED.map(([on, code]) => [on, code]))
  })

  it('takes a status for a success or a proof only as the contract says; without one, as the order service does', () => {
    const status = (code: number, statuses?: WriteStatuses): string =>
      classify({ status: code, errorCode: 0 }, statuses).outcome
    expect([200, 201, 204, 409, 429].map((code) => status(code))).to.deep.equal(['ok', 'ok', 'ok', 'fail', 'fail'])
    const contract = { ok: [202], refused: [423] }
    expect([202, 423, 200, 409, 429].map((code) => status(code, contract))).to.deep.equal([
      'ok',
      'fail',
      'info',
      'info',
      'info',
    ])
    expect(classify({ status: 429, errorCode: 1429 })).to.include({ errorClass: 'throttled' })
  })

  it('counts every 5xx as indeterminate, whatever error code k6 adds', () => {
    expect(classify({ status: 503, errorCode: 1503 })).to.include({ outcome: 'info', errorClass: 'server-error' })
    expect(classify({ status: 599, errorCode: 1599 })).to.include({ outcome: 'info' })
  })

  it('never counts the unknown as failed', () => {
    expect(classify({ status: 0, errorCode: 1310 })).to.deep.equal({ outcome: 'info', errorClass: 'unknown' })
    expect(classify({ status: 0, errorCode: 0 })).to.deep.equal({ outcome: 'info', errorClass: 'unknown' })
    expect(classify({ status: 202, errorCode: 0 })).to.include({ outcome: 'info', errorClass: 'unexpected-status' })
    expect(classify({ status: 404, errorCode: 1404 })).to.include({ outcome: 'info', errorClass: 'unexpected-status' })
  })
})
