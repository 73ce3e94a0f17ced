import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { TLSSocket } from 'node:tls'
import { END_OF_STREAM, TLS_FAILED } from './classification-table.ts'
import type { HttpRequest } from './http-target.ts'
import type { Observation } from './observation.ts'

/** A canary is some tens of bytes; whoever answers with more is not what the contract describes. */
const LONGEST_ANSWER_CHARACTERS = 16_384

/** Codes of Node and OpenSSL for a handshake that failed: bad certificates, wrong names, versions. */
const TLS_FAILURE = /^(ERR_TLS|ERR_SSL|CERT_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/

/** A complete answer, whatever its status. */
export interface HttpAnswer {
  readonly kind: 'answer'
  readonly status: number
  /** Cut off at the limit that the caller gave. */
  readonly body: string
  /** Header `x-served-by`; empty when there is none. */
  readonly servedBy: string
  /** Header `x-database`: what acknowledged the request, as `name/epoch`; empty when there is none. */
  readonly database: string
}

/** Bounds of one request. */
interface ExchangeLimits {
  /** Hard timeout from now to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number
  /** What is longer is cut off. @default 16384 */
  readonly answerCharacters?: number
}

/**
 * One request and what became of it: a complete answer, or an observation of how it failed. Never retries.
 *
 * @param settle - called exactly once
 */
export function exchange(
  { body, ...options }: HttpRequest,
  { timeoutMs, answerCharacters = LONGEST_ANSWER_CHARACTERS }: ExchangeLimits,
  settle: (result: HttpAnswer | Observation) => void,
): void {
  let settled = false
  let sent = false
  const request = options.protocol === 'https:' ? httpsRequest(options) : httpRequest(options)

  const finish = (result: HttpAnswer | Observation): void => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    settle(result)
  }
  const fail = (error: NodeJS.ErrnoException): void =>
    finish({ kind: 'error', code: codeOf(error), sent, kept: request.reusedSocket })

  // Node runs timers before it reads sockets: after a pause of this process an answer may already lie there, and wins.
  const timer = setTimeout(() => {
    setImmediate(() => {
      finish({ kind: 'timeout', code: '', sent, kept: request.reusedSocket })
      request.destroy()
    })
  }, timeoutMs)

  request.on('socket', (socket) => {
    // What was written on a socket that is still connecting, or shaking hands, waits in this process until it is done.
    if (socket instanceof TLSSocket && !request.reusedSocket) socket.once('secureConnect', () => (sent = true))
    else if (socket.connecting) socket.once('connect', () => (sent = true))
    else sent = true
  })
  request.on('error', fail)
  request.on('response', (response) => readAnswer(response, answerCharacters, finish, fail))
  request.end(body)
}

function readAnswer(
  response: IncomingMessage,
  longest: number,
  finish: (answer: HttpAnswer) => void,
  fail: (error: NodeJS.ErrnoException) => void,
): void {
  let body = ''
  response.setEncoding('utf8')
  response.on('data', (text: string) => {
    if (body.length < longest) body += text
  })
  response.on('error', fail)
  response.on('end', () => {
    finish({
      kind: 'answer',
      status: response.statusCode ?? 0,
      body,
      servedBy: header(response, 'x-served-by'),
      database: header(response, 'x-database'),
    })
  })
}

function header({ headers }: IncomingMessage, name: string): string {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}

function codeOf(error: NodeJS.ErrnoException): string {
  // Node's name for an orderly close before the answer; with the same code as a reset.
  if (error.message === 'socket hang up') return END_OF_STREAM
  const code = error.code ?? ''
  return TLS_FAILURE.test(code) ? TLS_FAILED : code
}
