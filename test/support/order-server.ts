import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/**
 * How the server treats what reaches it. `refusing` closes the port, `hanging` never answers, `resetting` breaks the
 * connection after it has read the request.
 */
export type ServerMode =
  'up' | 'refusing' | 'hanging' | 'resetting' | 'closing' | 'cutting' | 'failing' | 'conflicting' | 'stale' | 'lying'

/** The service under test, with a known truth: it is really up, or really not, and knows what it did with each write. */
export class OrderServer {
  /** Under which mode each write was received, by `writer/seq`. */
  readonly received = new Map<string, ServerMode>()
  connections = 0
  #mode: ServerMode = 'up'
  readonly #newest = new Map<string, number>()
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  #port = 0

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response))
    this.#server.on('connection', (socket) => {
      this.connections++
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  static async start(): Promise<OrderServer> {
    const server = new OrderServer()
    await server.#listen()
    return server
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Resolves when it is so. */
  async become(mode: ServerMode): Promise<void> {
    const before = this.#mode
    this.#mode = mode
    if (mode === 'refusing') await this.stop()
    else if (before === 'refusing') await this.#listen()
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  async #listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(this.#port, '127.0.0.1', resolve)
    })
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const text of request.setEncoding('utf8')) body += text
    const order = request.method === 'POST' ? (JSON.parse(body) as { writer: string; seq: number }) : undefined
    if (order !== undefined) this.received.set(`${order.writer}/${order.seq}`, this.#mode)
    switch (this.#mode) {
      case 'refusing':
      case 'hanging':
        return
      case 'resetting':
        request.socket.resetAndDestroy()
        return
      case 'closing':
        request.socket.destroy()
        return
      case 'cutting':
        response.writeHead(201, { 'content-length': 100 }).write('{"writer"', () => request.socket.destroy())
        return
      case 'failing':
        answer(response, 503, { error: 'unavailable' })
        return
      case 'conflicting':
        answer(response, 409, { error: 'duplicate' })
        return
      default:
        this.#serve(request, response, order)
    }
  }

  #serve(request: IncomingMessage, response: ServerResponse, order: { writer: string; seq: number } | undefined): void {
    if (order !== undefined) {
      this.#newest.set(order.writer, Math.max(order.seq, this.#newest.get(order.writer) ?? 0))
      answer(response, 201, this.#mode === 'lying' ? { ...order, seq: order.seq + 1 } : order)
      return
    }
    const writer = new URL(request.url ?? '/', this.baseUrl).searchParams.get('writer') ?? ''
    const seq = this.#newest.get(writer) ?? null
    answer(response, 200, { writer, seq: seq !== null && this.#mode === 'stale' ? seq - 1_000 : seq })
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-served-by': 'api-1' }).end(JSON.stringify(body))
}
