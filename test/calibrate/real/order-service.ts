import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Random } from '../random.ts'
import { OrderBook } from './order-book.ts'
import { type Breakable, type MadeOutage, makeOutage } from './outage.ts'
import type { OutagePlan } from './outage-plan.ts'
import { serveCalls } from './part.ts'

/** Service time while up, in milliseconds. */
const [FASTEST_MS, SLOWEST_MS] = [1, 5]
/** By how much a slow answer is late, in milliseconds. */
const [LATE_MS, LATEST_MS] = [10, 300]

export interface ServiceSettings {
  readonly seed: number
  /** τ, in milliseconds: slower than this is slow. */
  readonly goodWithinMs: number
  /** Share of requests that fail while nothing is broken. */
  readonly backgroundErrors: number
}

/**
 * An order service over HTTP that really is down when it says so:
 *
 * - `refuse`, `flapping`: the port is closed and every connection reset
 * - `blackhole`: takes requests and never answers them
 * - `hold`: takes requests and answers them when it is back
 * - `reset`: resets every connection when its request has arrived
 * - `partial`: resets some
 * - `slow`: answers later than τ
 *
 * A crash (`refuse`, `blackhole`, `reset`) also hits what is in flight, and takes the newest orders with it.
 */
class OrderService implements Breakable {
  readonly book = new OrderBook()
  readonly #settings: ServiceSettings
  readonly #random: Random
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer({ keepAliveTimeout: 0 }, (request, response) => void this.#take(request, response))
  readonly #held: (() => void)[] = []
  #plan: OutagePlan | undefined
  /** Counts crashes: what was begun before one is never answered. */
  #life = 0
  #pending = 0
  #answered = 0
  #backgroundInARow = 0
  #port = 0

  constructor(settings: ServiceSettings) {
    this.#settings = settings
    this.#random = new Random(settings.seed)
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  /** @returns the port */
  async listen(): Promise<number> {
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
    return this.#port
  }

  goDown(plan: OutagePlan): void {
    this.#plan = plan
    const { mode, lostMs } = plan
    if (mode === 'refuse' || mode === 'flapping') this.#server.close()
    if (mode === 'refuse' || mode === 'flapping' || mode === 'reset') {
      for (const socket of this.#sockets) socket.resetAndDestroy()
    }
    if (mode === 'refuse' || mode === 'flapping' || mode === 'reset' || mode === 'blackhole') this.#life++
    if (lostMs > 0) this.book.loseAfter(process.hrtime.bigint() - BigInt(Math.round(lostMs * 1e6)))
  }

  async comeUp({ mode }: OutagePlan): Promise<void> {
    if (mode === 'refuse' || mode === 'flapping') await this.listen()
    this.#plan = undefined
    for (const serve of this.#held.splice(0)) serve()
    if (mode === 'hold') await this.#caughtUp()
  }

  /** Resolves when what was held is answered: while it catches up, it does not answer as when it is up. */
  async #caughtUp(): Promise<void> {
    const waiting = this.#pending
    const before = this.#answered
    while (this.#answered - before < waiting) await new Promise((resolve) => setImmediate(resolve))
  }
  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    try {
      for await (const text of request.setEncoding('utf8')) body += text
    } catch {
      // The client gave up, or a crash reset it.
      return
    }
    const serve = (lateMs = 0): void => this.#serve(request, body, response, lateMs)
    switch (this.#plan?.mode) {
      case 'refuse':
      case 'flapping':
      case 'blackhole':
        return
      case 'hold':
        this.#held.push(serve)
        return
      case 'reset':
        request.socket.resetAndDestroy()
        return
      case 'partial':
        if (this.#random.chance(this.#plan.failingShare)) request.socket.resetAndDestroy()
        else serve()
        return
      case 'slow':
        serve(this.#settings.goodWithinMs + this.#random.between(LATE_MS, LATEST_MS))
        return
      default:
        this.#serveUp(response, serve)
    }
  }

  #serveUp(response: ServerResponse, serve: (lateMs?: number) => void): void {
    const { backgroundErrors, goodWithinMs } = this.#settings
    // Three in a row would be an episode by definition, and the truth another one.
    const fails = this.#backgroundInARow < 2 && this.#random.chance(backgroundErrors)
    this.#backgroundInARow = fails ? this.#backgroundInARow + 1 : 0
    if (!fails) serve()
    else if (this.#random.chance(0.5)) serve(goodWithinMs + 50)
    else response.writeHead(503).end()
  }

  #serve(request: IncomingMessage, body: string, response: ServerResponse, lateMs: number): void {
    const life = this.#life
    const answer = (status: number, content: unknown): void => {
      this.#pending++
      setTimeout(
        () => {
          this.#pending--
          this.#answered++
          if (life !== this.#life) return
          response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
        },
        lateMs + this.#random.between(FASTEST_MS, SLOWEST_MS),
      )
    }
    if (request.method === 'POST') {
      const { writer, seq } = JSON.parse(body) as { writer: string; seq: number }
      this.book.commit(writer, seq)
      answer(201, { writer, seq })
      return
    }
    const writer = new URL(request.url ?? '/', 'http://localhost').searchParams.get('writer') ?? ''
    answer(200, { writer, seq: this.book.newest(writer) })
  }
}

if (import.meta.main) {
  let service: OrderService | undefined
  let made: Promise<MadeOutage> | undefined
  serveCalls({
    start: (settings: ServiceSettings) => (service = new OrderService(settings)).listen(),
    inject: (plan: OutagePlan) => void (made = service && makeOutage(plan, service)),
    made: () => made,
    held: () => service?.book.held(),
  })
}
