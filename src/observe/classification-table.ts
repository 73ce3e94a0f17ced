import type { Outcome } from '../model/operation.ts'
import type { Observation } from './observation.ts'

/** One row: an observation matches if every field that the row names agrees. */
export interface ClassificationRow {
  readonly match: {
    readonly kind: Observation['kind']
    /** A prefix: `5` is every status from 500 on, `23` every constraint error. */
    readonly code?: string
    readonly sent?: boolean
    readonly kept?: boolean
  }
  readonly outcome: Exclude<Outcome, 'ok' | 'shed'>
  readonly errorClass: string
  /** Why this outcome may be claimed. */
  readonly why: string
}

/**
 * The code that stands for the end of the stream: the other side closed the connection in an orderly way, but before it
 * had answered. Node reports it with different texts and without a code of its own.
 */
export const END_OF_STREAM = 'EOF'

/** The code that stands for everything that can go wrong between two sides that try to agree on TLS. */
export const TLS_FAILED = 'TLS'

/**
 * How every observation is counted. The first row that matches decides, so the special stands before the general.
 *
 * `fail` needs a proof that nothing was done, because a failed write that turns up in the final read voids the verdict.
 * Everything without one is `info`. There is no row for what is unknown: `classify` makes that `info` too.
 */
export const CLASSIFICATION: readonly ClassificationRow[] = [
  // The answer came, with content that contradicts what was acknowledged.
  {
    match: { kind: 'content', code: 'stale-read' },
    outcome: 'wrong',
    errorClass: 'stale-read',
    why: 'an acknowledged write is missing from the answer: the service lost it, or serves old data',
  },
  {
    match: { kind: 'content', code: 'wrong-echo' },
    outcome: 'wrong',
    errorClass: 'wrong-echo',
    why: 'success was claimed for another write than the one that was sent',
  },
  {
    match: { kind: 'content', code: 'unreadable-answer' },
    outcome: 'wrong',
    errorClass: 'unreadable-answer',
    why: 'success was claimed, but the answer does not say for what',
  },

  {
    match: { kind: 'content', code: 'unexpected-content' },
    outcome: 'wrong',
    errorClass: 'unexpected-content',
    why: 'success was claimed, but the answer lacks the text that the contract says it contains',
  },

  // Our own deadline.
  {
    match: { kind: 'timeout', sent: false },
    outcome: 'fail',
    errorClass: 'connect-timeout',
    why: 'the connection was not made in time, so the request never left this process',
  },
  {
    match: { kind: 'timeout', sent: true },
    outcome: 'info',
    errorClass: 'timeout',
    why: 'the request was sent; it may be done after we stopped waiting',
  },

  // The connection was never made: the request never left this process.
  {
    match: { kind: 'error', code: 'ECONNREFUSED', sent: false },
    outcome: 'fail',
    errorClass: 'connection-refused',
    why: 'nobody listened, and nothing was sent',
  },
  {
    match: { kind: 'error', code: 'ENOTFOUND', sent: false },
    outcome: 'fail',
    errorClass: 'name-not-found',
    why: 'the name has no address, so there was nobody to send to',
  },
  {
    match: { kind: 'error', code: 'EAI_AGAIN', sent: false },
    outcome: 'fail',
    errorClass: 'name-not-resolved',
    why: 'no name server answered, so there was nobody to send to',
  },
  {
    match: { kind: 'error', code: 'EHOSTUNREACH', sent: false },
    outcome: 'fail',
    errorClass: 'host-unreachable',
    why: 'there is no way to the host, and nothing was sent',
  },
  {
    match: { kind: 'error', code: 'ENETUNREACH', sent: false },
    outcome: 'fail',
    errorClass: 'network-unreachable',
    why: 'there is no way to the network, and nothing was sent',
  },
  {
    match: { kind: 'error', code: 'ETIMEDOUT', sent: false },
    outcome: 'fail',
    errorClass: 'connect-timeout',
    why: 'the kernel gave up connecting, and nothing was sent',
  },
  {
    match: { kind: 'error', code: 'ECONNRESET', sent: false },
    outcome: 'fail',
    errorClass: 'reset-before-sending',
    why: 'the connection was reset before the request was sent on it',
  },
  {
    match: { kind: 'error', code: END_OF_STREAM, sent: false },
    outcome: 'fail',
    errorClass: 'closed-before-sending',
    why: 'the connection was closed before the request was sent on it',
  },
  {
    match: { kind: 'error', code: TLS_FAILED, sent: false },
    outcome: 'fail',
    errorClass: 'tls-failed',
    why: 'the two sides did not agree on TLS (certificate, name, version), so no request was sent',
  },
  {
    match: { kind: 'error', code: TLS_FAILED, sent: true },
    outcome: 'info',
    errorClass: 'tls-broken',
    why: 'TLS broke down after the request may have been sent',
  },
  {
    match: { kind: 'error', code: 'EADDRNOTAVAIL', sent: false },
    outcome: 'fail',
    errorClass: 'no-local-port',
    why: 'this machine has no free port for another connection: a limit of the probe, and nothing was sent',
  },
  {
    match: { kind: 'error', code: 'EMFILE', sent: false },
    outcome: 'fail',
    errorClass: 'no-file-descriptor',
    why: 'this process may not open another connection: a limit of the probe, and nothing was sent',
  },

  // The connection broke after the request may have been sent.
  {
    match: { kind: 'error', code: 'ECONNRESET', sent: true, kept: true },
    outcome: 'info',
    errorClass: 'kept-connection-lost',
    why: 'a kept connection was reset: the server may have read the request before',
  },
  {
    match: { kind: 'error', code: END_OF_STREAM, sent: true, kept: true },
    outcome: 'info',
    errorClass: 'kept-connection-lost',
    why: 'a kept connection was closed: the server may have read the request before',
  },
  {
    match: { kind: 'error', code: 'EPIPE', sent: true },
    outcome: 'info',
    errorClass: 'kept-connection-lost',
    why: 'the other side had closed the connection, but a part of the request may have arrived before',
  },
  {
    match: { kind: 'error', code: 'ECONNRESET', sent: true },
    outcome: 'info',
    errorClass: 'connection-reset',
    why: 'the request was sent; it may have been done before the reset',
  },
  {
    match: { kind: 'error', code: END_OF_STREAM, sent: true },
    outcome: 'info',
    errorClass: 'connection-closed',
    why: 'the request was sent; it may have been done, and only the answer is missing',
  },
  {
    match: { kind: 'error', code: 'HPE_', sent: true },
    outcome: 'info',
    errorClass: 'not-http',
    why: 'the request was sent, and what came back is not HTTP',
  },

  // HTTP answers.
  {
    match: { kind: 'status', code: '409' },
    outcome: 'fail',
    errorClass: 'conflict',
    why: 'the service documents 409 as "refused by a constraint, not stored"',
  },
  {
    match: { kind: 'status', code: '429' },
    outcome: 'fail',
    errorClass: 'throttled',
    why: 'the service documents 429 as "refused before any work was done"',
  },
  {
    match: { kind: 'status', code: '5' },
    outcome: 'info',
    errorClass: 'server-error',
    why: 'something behind the answering side failed; whether before or after the write is not known',
  },
  {
    match: { kind: 'status' },
    outcome: 'info',
    errorClass: 'unexpected-status',
    why: 'the contract gives this status no meaning',
  },

  // PostgreSQL's answers.
  {
    match: { kind: 'sqlstate', code: '53300', sent: false },
    outcome: 'fail',
    errorClass: 'too-many-connections',
    why: 'the server let nobody in, so no statement was sent',
  },
  {
    match: { kind: 'sqlstate', code: '57P03', sent: false },
    outcome: 'fail',
    errorClass: 'not-accepting-connections',
    why: 'the server is starting up, shutting down or recovering, so no statement was sent',
  },
  {
    match: { kind: 'sqlstate', sent: false },
    outcome: 'fail',
    errorClass: 'login-refused',
    why: 'the server refused the session, so no statement was sent',
  },
  {
    match: { kind: 'sqlstate', code: '25006' },
    outcome: 'fail',
    errorClass: 'read-only',
    why: 'a standby or read-only server executes no write',
  },
  {
    match: { kind: 'sqlstate', code: '23' },
    outcome: 'fail',
    errorClass: 'constraint',
    why: 'a statement that violates a constraint is rolled back',
  },
  {
    match: { kind: 'sqlstate', code: '40001' },
    outcome: 'fail',
    errorClass: 'serialization-failure',
    why: 'the server rolled the statement back to resolve a conflict',
  },
  {
    match: { kind: 'sqlstate', code: '40P01' },
    outcome: 'fail',
    errorClass: 'deadlock',
    why: 'the server rolled the statement back to resolve a deadlock',
  },
  {
    match: { kind: 'sqlstate', code: '42' },
    outcome: 'fail',
    errorClass: 'statement-refused',
    why: 'the statement was refused before it was executed: no such table, no permission',
  },
  {
    match: { kind: 'sqlstate', code: '57P' },
    outcome: 'info',
    errorClass: 'session-terminated',
    why: 'the server ended the session; a commit that waited for its standby is stored all the same',
  },
  {
    match: { kind: 'sqlstate' },
    outcome: 'info',
    errorClass: 'sql-error',
    why: 'it is not known at which point of the statement the server gave up',
  },
]
