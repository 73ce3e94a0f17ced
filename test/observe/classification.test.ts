import { expect } from 'chai'
import { CLASSIFICATION, END_OF_STREAM, TLS_FAILED } from '../../src/observe/classification-table.ts'
import { classify } from '../../src/observe/classification.ts'
import type { Observation } from '../../src/observe/observation.ts'

type Example = readonly [seen: Observation, outcome: string, errorClass: string]

const notSent = { sent: false, kept: false }
const sent = { sent: true, kept: false }
const kept = { sent: true, kept: true }

/** One a row, in the order of the table. */
const EXAMPLES: readonly Example[] = [
  [{ kind: 'content', code: 'stale-read', ...sent }, 'wrong', 'stale-read'],
  [{ kind: 'content', code: 'wrong-echo', ...sent }, 'wrong', 'wrong-echo'],
  [{ kind: 'content', code: 'unreadable-answer', ...sent }, 'wrong', 'unreadable-answer'],
  [{ kind: 'content', code: 'unexpected-content', ...sent }, 'wrong', 'unexpected-content'],
  [{ kind: 'timeout', code: '', ...notSent }, 'fail', 'connect-timeout'],
  [{ kind: 'timeout', code: '', ...kept }, 'info', 'timeout'],
  [{ kind: 'error', code: 'ECONNREFUSED', ...notSent }, 'fail', 'connection-refused'],
  [{ kind: 'error', code: 'ENOTFOUND', ...notSent }, 'fail', 'name-not-found'],
  [{ kind: 'error', code: 'EAI_AGAIN', ...notSent }, 'fail', 'name-not-resolved'],
  [{ kind: 'error', code: 'EHOSTUNREACH', ...notSent }, 'fail', 'host-unreachable'],
  [{ kind: 'error', code: 'ENETUNREACH', ...notSent }, 'fail', 'network-unreachable'],
  [{ kind: 'error', code: 'ETIMEDOUT', ...notSent }, 'fail', 'connect-timeout'],
  [{ kind: 'error', code: 'ECONNRESET', ...notSent }, 'fail', 'reset-before-sending'],
  [{ kind: 'error', code: END_OF_STREAM, ...notSent }, 'fail', 'closed-before-sending'],
  [{ kind: 'error', code: TLS_FAILED, ...notSent }, 'fail', 'tls-failed'],
  [{ kind: 'error', code: TLS_FAILED, ...sent }, 'info', 'tls-broken'],
  [{ kind: 'error', code: 'EADDRNOTAVAIL', ...notSent }, 'fail', 'no-local-port'],
  [{ kind: 'error', code: 'EMFILE', ...notSent }, 'fail', 'no-file-descriptor'],
  [{ kind: 'error', code: 'ECONNRESET', ...kept }, 'info', 'kept-connection-lost'],
  [{ kind: 'error', code: END_OF_STREAM, ...kept }, 'info', 'kept-connection-lost'],
  [{ kind: 'error', code: 'EPIPE', ...kept }, 'info', 'kept-connection-lost'],
  [{ kind: 'error', code: 'ECONNRESET', ...sent }, 'info', 'connection-reset'],
  [{ kind: 'error', code: END_OF_STREAM, ...sent }, 'info', 'connection-closed'],
  [{ kind: 'error', code: 'HPE_INVALID_CONSTANT', ...sent }, 'info', 'not-http'],
  [{ kind: 'status', code: '409', ...sent }, 'fail', 'conflict'],
  [{ kind: 'status', code: '429', ...sent }, 'fail', 'throttled'],
  [{ kind: 'status', code: '503', ...sent }, 'info', 'server-error'],
  [{ kind: 'status', code: '404', ...sent }, 'info', 'unexpected-status'],
  [{ kind: 'sqlstate', code: '53300', ...notSent }, 'fail', 'too-many-connections'],
  [{ kind: 'sqlstate', code: '57P03', ...notSent }, 'fail', 'not-accepting-connections'],
  [{ kind: 'sqlstate', code: '28000', ...notSent }, 'fail', 'login-refused'],
  [{ kind: 'sqlstate', code: '25006', ...sent }, 'fail', 'read-only'],
  [{ kind: 'sqlstate', code: '23505', ...sent }, 'fail', 'constraint'],
  [{ kind: 'sqlstate', code: '40001', ...sent }, 'fail', 'serialization-failure'],
  [{ kind: 'sqlstate', code: '40P01', ...sent }, 'fail', 'deadlock'],
  [{ kind: 'sqlstate', code: '42P01', ...sent }, 'fail', 'statement-refused'],
  [{ kind: 'sqlstate', code: '57P01', ...kept }, 'info', 'session-terminated'],
  [{ kind: 'sqlstate', code: '53100', ...sent }, 'info', 'sql-error'],
]

describe('the classification table', () => {
  EXAMPLES.forEach(([seen, outcome, errorClass], row) => {
    it(`${seen.kind} ${seen.code} (sent: ${seen.sent}, kept: ${seen.kept}) is ${outcome}: ${errorClass}`, () => {
      const found = classify(seen)
      expect([found.outcome, found.errorClass]).to.deep.equal([outcome, errorClass])
      // The example is one of this row and of no earlier one.
      expect(CLASSIFICATION.indexOf(found)).to.equal(row)
    })
  })

  it('has an example for each row', () => {
    expect(EXAMPLES).to.have.lengthOf(CLASSIFICATION.length)
  })

  const unknown: readonly Observation[] = [
    { kind: 'error', code: 'ESOMETHING', ...notSent },
    { kind: 'error', code: '', ...sent },
    { kind: 'error', code: 'ECONNREFUSED', ...sent },
    { kind: 'content', code: 'something-new', ...sent },
  ]
  for (const seen of unknown) {
    it(`is info when nothing is known: ${seen.kind} '${seen.code}' (sent: ${seen.sent})`, () => {
      expect(classify(seen)).to.include({ outcome: 'info', errorClass: 'unknown' })
    })
  }

  it('claims "failed" for nothing that was sent over a connection that broke', () => {
    const rows = CLASSIFICATION.filter(({ match, outcome }) => match.kind === 'error' && outcome === 'fail')
    expect(rows.map(({ match }) => match.sent)).to.deep.equal(rows.map(() => false))
  })
})
