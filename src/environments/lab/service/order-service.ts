import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { failureAnswer } from './answers.ts'
import { BadRequestError, parseOrder, parsePage, parseWriter } from './requests.ts'
import { DeadlineError, type OrderStore } from './order-store.ts'

export interface ServiceSettings {
  /** Sent with every answer as `x-served-by`. */
  readonly id: string
  /** A request that is older than this is dropped; below the clients' own timeout, so that no work is done for nobody. */
  readonly deadlineMs: number
}

/** Below the second after which a client gives up. */
export const DEFAULT_DEADLINE_MS = 900

const MAX_BODY_BYTES = 16_384

/**
 * The order service, the system under test.
 *
 * ```
 * POST /orders {writer, seq}                 201 {writer, seq}      x-database: name/timeline of what took it
 * GET  /orders/latest?writer=                200 {writer, seq}      seq: the highest, null if there is none
 * GET  /orders?writer=&after=&limit=         200 {writer, seqs}
 * GET  /healthz                              200                    the process answers; says nothing of the database
 * ```
 * Failures: see {@link failureAnswer}.
 */
export function createOrderService(store: OrderStore, settings: ServiceSettings): Server {
  const server = createServer((request, response) => {
    const deadlineMs = performance.now() + settings.deadlineMs
    response.setHeader('x-served-by', settings.id)
    handle(request, store, deadlineMs).then(
      ({ status, body, database }) => {
        if (database !== undefined) response.setHeader('x-database', database)
        send(response, status, body)
      },
      (error: unknown) => {
        const { status, effect, error: text } = failureAnswer(error)
        response.setHeader('x-effect', effect)
        send(response, status, { error: text, effect })
      },
    )
  })
  // The load balancer decides when an idle connection ends: were it us, a request could meet the closing.
  server.keepAliveTimeout = 0
  return server
}

interface Answer {
  readonly status: number
  readonly body: unknown
  /** What acknowledged a write; sent as `x-database`. */
  readonly database?: string
}

async function handle(request: IncomingMessage, store: OrderStore, deadlineMs: number): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://service')
  switch (`${request.method} ${pathname}`) {
    case 'GET /healthz':
      return { status: 200, body: { status: 'ok' } }
    case 'GET /orders/latest': {
      const writer = parseWriter(searchParams)
      return { status: 200, body: { writer, seq: await store.latest(writer, deadlineMs) } }
    }
    case 'GET /orders': {
      const page = parsePage(searchParams)
      return { status: 200, body: { writer: page.writer, seqs: await store.page(page, deadlineMs) } }
    }
    case 'POST /orders': {
      const order = parseOrder(await readBody(request))
      // Whoever asked has gone: nobody would learn that it was done.
      if (request.socket.destroyed) throw new DeadlineError(false)
      // The client's only way to see that a deposed primary has acknowledged.
      return { status: 201, body: order, database: await store.insert(order, deadlineMs) }
    }
    default:
      return { status: 404, body: { error: 'not-found', effect: 'none' } }
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new BadRequestError(`the body is longer than ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
