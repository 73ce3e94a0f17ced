import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { HttpContract } from '../../src/model/http-contract.ts'

/** The contract that {@link CanaryService} keeps. */
export const CANARY_CONTRACT = {
  write: { method: 'PUT', path: '/canary/{writer}/{seq}', ok: [201], refused: [429] },
  read: { path: '/canary/{writer}/newest', newest: 'data.seq' },
  list: { path: '/canary/{writer}?after={after}', items: 'data', seq: 'seq' },
  remove: { path: '/canary/{writer}/{seq}' },
} as const satisfies HttpContract

const PAGE = 100

/** A service of somebody else's, with a contract of its own and a known truth. */
export class CanaryService {
  /** What it holds, by writer. Tests take rows away to lose them. */
  readonly rows = new Map<string, number[]>()
  /** Authorizations that requests came with. */
  readonly authorizations = new Set<string | undefined>()
  /** A status that it answers everything with. */
  answerAll: number | undefined
  #server: Server | undefined
  #port = 0
  readonly #tls: ServerOptions | undefined
  readonly #sockets = new Set<Socket>()

  private constructor(tls: ServerOptions | undefined) {
    this.#tls = tls
  }

  static async start(tls?: ServerOptions): Promise<CanaryService> {
    const service = new CanaryService(tls)
    await service.up()
    return service
  }

  get url(): string {
    return `${this.#tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.#port}`
  }

  /** Listens; on the same port as before after {@link down}. */
  async up(): Promise<void> {
    const handle = (request: IncomingMessage, response: ServerResponse): void => this.#handle(request, response)
    const server = this.#tls === undefined ? createHttpServer(handle) : createHttpsServer(this.#tls, handle)
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** Refuses connections, and breaks those that are open. */
  async down(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    this.authorizations.add(request.headers.authorization)
    const answer = (status: number, body: unknown = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (this.answerAll !== undefined) return answer(this.answerAll)
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url)
    const [, , writer = '', name] = pathname.split('/')
    const rows = this.rows.get(writer) ?? []
    if (writer === '') return answer(200, { here: true })
    if (name === 'newest') return answer(200, { data: { seq: rows.length === 0 ? null : Math.max(...rows) } })
    if (name === undefined) {
      const after = Number(searchParams.get('after') ?? -1)
      const page = rows.filter((seq) => seq > after).sort((a, b) => a - b)
      return answer(200, { data: page.slice(0, PAGE).map((seq) => ({ seq })) })
    }
    const seq = Number(name)
    if (request.method === 'PUT') {
      this.rows.set(writer, [...rows, seq])
      return answer(201)
    }
    if (!rows.includes(seq)) return answer(404)
    if (request.method === 'DELETE') {
      const left = rows.filter((each) => each !== seq)
      if (left.length === 0) this.rows.delete(writer)
      else this.rows.set(writer, left)
    }
    return answer(200, { id: `${writer}-${seq}` })
  }
}
