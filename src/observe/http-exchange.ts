import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { END_OF_STREAM } from './classification-table.ts'
import type { Observation } from './observation.ts'

/** An order is some tens of bytes; whoever answers with more is not the service that the contract describes. */
const LONGEST_ANSWER_CHARACTERS = 16_384

/** A complete answer, whatever its status. */
export interface HttpAnswer {
  readonly kind: 'answer'
  readonly status: number
  /** Cut off when it is too long to be an order. */
  readonly body: string
  /** Header `x-served-by`; empty when there is none. */
  readonly servedBy: string
}

/**
 * One request and what became of it: a complete answer, or an observation of how it failed. Never retries.
 *
 * @param timeoutMs - hard timeout from now to the last byte of the answer
 * @param settle - called exactly once
 */
export function exchange(
  options: RequestOptions,
  body: string | undefined,
  timeoutMs: number,
  settle: (result: HttpAnswer | Observation) => void,
): void {
  let settled = false
  let sent = false
  const request = httpRequest(options)

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
    // What was written on a socket that is still connecting waits in this process until it is connected.
    if (socket.connecting) socket.once('connect', () => (sent = true))
    else sent = true
  })
  request.on('error', fail)
  request.on('response', (response) => readAnswer(response, finish, fail))
  request.end(body)
}

function readAnswer(
  response: IncomingMessage,
  finish: (answer: HttpAnswer) => void,
  fail: (error: NodeJS.ErrnoException) => void,
): void {
  let body = ''
  response.setEncoding('utf8')
  response.on('data', (text: string) => {
    if (body.length < LONGEST_ANSWER_CHARACTERS) body += text
  })
  response.on('error', fail)
  response.on('end', () => {
    const servedBy = response.headers['x-served-by']
    finish({
      kind: 'answer',
      status: response.statusCode ?? 0,
      body,
      servedBy: typeof servedBy === 'string' ? servedBy : '',
    })
  })
}

function codeOf(error: NodeJS.ErrnoException): string {
  // Node's name for an orderly close before the answer; with the same code as a reset.
  if (error.message === 'socket hang up') return END_OF_STREAM
  return error.code ?? ''
}
