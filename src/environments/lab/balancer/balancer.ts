import {
  Agent,
  type ClientRequest,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Handlers } from '../../../system/rpc.ts'
import { checkHealth, Health, type HealthSettings, type Target } from './health.ts'

export interface BalancerSettings {
  readonly targets: readonly Target[]
  readonly health: HealthSettings
  /** How long a target may take to answer. */
  readonly upstreamTimeoutMs: number
}

/** Those that concern one connection only, and must not be passed on (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'proxy-connection']

/** How long an idle connection to a target is kept; the service itself never ends one. */
const IDLE_MS = 30_000

interface Upstream extends Target {
  readonly health: Health
  readonly agent: Agent
}

/**
 * The load balancer: round robin over the targets whose health checks pass. It never tries a request twice.
 *
 * | status | when | `x-effect` |
 * |---|---|---|
 * | 503 | its region is withdrawn | none |
 * | 503 | no target is healthy | none |
 * | 502 | the connection to the target could not be made | none |
 * | 502 | it broke before the answer came | unknown |
 * | 504 | no answer within `upstreamTimeoutMs` | unknown |
 *
 * A connection that breaks in the middle of an answer is broken to the client as well.
 */
export class LoadBalancer {
  readonly server: Server
  readonly #settings: BalancerSettings
  readonly #upstreams: readonly Upstream[]
  #next = 0
  #shiftedZone: string | undefined
  #withdrawn = false
  #timer: NodeJS.Timeout | undefined

  constructor(settings: BalancerSettings) {
    this.#settings = settings
    this.#upstreams = settings.targets.map((target) => ({
      ...target,
      health: new Health(settings.health),
      agent: new Agent({ keepAlive: true, timeout: IDLE_MS }),
    }))
    this.server = createServer((client, answer) => this.#forward(client, answer))
    // Longer than any client keeps a connection: were it us who ends it, a request could meet the closing.
    this.server.keepAliveTimeout = 0
  }

  /** Resolves after the first check of every target. */
  async startHealthChecks(): Promise<void> {
    const { intervalMs } = this.#settings.health
    await this.#checkAll()
    this.#timer = setInterval(() => void this.#checkAll(), intervalMs)
  }

  /** The zone that gets no requests any more, however healthy it looks. */
  get shiftedZone(): string | undefined {
    return this.#shiftedZone
  }

  /**
   * Leads all requests away from a zone, as a zonal shift does; `undefined` ends that.
   *
   * @throws RangeError when no target stands in this zone, or none in another
   */
  shiftAwayFrom(zone: string | undefined): void {
    if (zone !== undefined) {
      const inside = this.#upstreams.filter((upstream) => upstream.zone === zone).length
      if (inside === 0) throw new RangeError(`no target stands in zone '${zone}'`)
      if (inside === this.#upstreams.length) throw new RangeError(`every target stands in zone '${zone}'`)
    }
    this.#shiftedZone = zone
  }

  /**
   * Refuses every request from now on, health checks too: its region has been left, and whoever still comes by an old answer
   * of the DNS is told so at once, and that nothing was done.
   */
  withdraw(): void {
    this.#withdrawn = true
  }

  close(): void {
    clearInterval(this.#timer)
    for (const { agent } of this.#upstreams) agent.destroy()
    this.server.closeAllConnections()
    this.server.close()
  }

  async #checkAll(): Promise<void> {
    const { timeoutMs } = this.#settings.health
    await Promise.all(
      this.#upstreams.map(async (upstream) => {
        upstream.health.record(await checkHealth(upstream, timeoutMs))
        if (!upstream.health.healthy) dropIdle(upstream.agent)
      }),
    )
  }

  #pick(): Upstream | undefined {
    const healthy = this.#upstreams.filter(
      ({ health, zone }) => health.healthy && (zone === undefined || zone !== this.#shiftedZone),
    )
    this.#next += 1
    return healthy[this.#next % healthy.length]
  }

  #forward(client: IncomingMessage, answer: ServerResponse): void {
    if (this.#withdrawn) {
      // A kept connection would lead its client here for ever: the next one is made by the name again.
      answer.shouldKeepAlive = false
      return refuse(answer, 503, 'region-withdrawn', 'none')
    }
    const upstream = this.#pick()
    if (upstream === undefined) return refuse(answer, 503, 'no-healthy-target', 'none')
    const onward = request({
      host: upstream.host ?? '127.0.0.1',
      port: upstream.port,
      agent: upstream.agent,
      method: client.method,
      path: client.url,
      headers: withoutHopByHop(client.headers),
    })
    let connected = false
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      breakOff(onward)
    }, this.#settings.upstreamTimeoutMs)
    onward.on('socket', (socket) => {
      if (!socket.connecting) connected = true
      else socket.once('connect', () => (connected = true))
    })
    onward.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, withoutHopByHop(response.headers))
      response.pipe(answer)
      response.on('error', () => answer.destroy())
    })
    onward.on('close', () => clearTimeout(timer))
    onward.on('error', () => {
      if (answer.headersSent) answer.destroy()
      else if (timedOut) refuse(answer, 504, 'target-timed-out', 'unknown')
      else if (connected) refuse(answer, 502, 'target-broke-off', 'unknown')
      else refuse(answer, 502, 'target-unreachable', 'none')
    })
    answer.on('close', () => {
      if (!answer.writableFinished) breakOff(onward)
    })
    client.pipe(onward)
  }
}

/**
 * Nobody waits for the answer any more. Without a reset the kernel would go on sending what a silent target has not
 * taken, and when its zone is back it would do what its client was long told to have failed.
 */
function breakOff(onward: ClientRequest): void {
  onward.socket?.resetAndDestroy()
  onward.destroy()
}

/** A target that was lost without a word comes back without its connections: a request on a kept one would be broken off. */
function dropIdle({ freeSockets }: Agent): void {
  for (const sockets of Object.values(freeSockets)) for (const socket of sockets ?? []) socket.destroy()
}

/** What the control socket of the load balancer understands. */
export function balancerHandlers(balancer: LoadBalancer): Handlers {
  return {
    shift: async (params) => balancer.shiftAwayFrom((params as { zone: string }).zone),
    unshift: async () => balancer.shiftAwayFrom(undefined),
    withdraw: async () => balancer.withdraw(),
    shifted: async () => balancer.shiftedZone ?? null,
  }
}

function refuse(answer: ServerResponse, status: number, error: string, effect: 'none' | 'unknown'): void {
  const text = JSON.stringify({ error, effect })
  answer.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-effect': effect,
  })
  answer.end(text)
}

function withoutHopByHop<Headers extends Readonly<Record<string, unknown>>>(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name))) as Headers
}
