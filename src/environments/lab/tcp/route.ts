import { createServer, type Server } from 'node:net'
import { portOf } from '../process/listen.ts'
import { Link } from './link.ts'

/** `ok`: bytes flow. `hold`: they wait, nothing is refused or lost. `cut`: connections are reset, new ones too. */
export const ROUTE_MODES = ['ok', 'hold', 'cut'] as const
export type RouteMode = (typeof ROUTE_MODES)[number]

export interface RouteState {
  readonly name: string
  readonly port: number
  /** Port that it leads to; undefined: nowhere yet, and connections are reset. */
  readonly target: number | undefined
  readonly mode: RouteMode
  readonly connections: number
}

/**
 * How many connections the kernel accepts for us while we do not run. No larger than a burst of pools: a relay that is to
 * look like a lost zone is stopped and its backlog filled up, so that further connects time out instead of being accepted.
 */
export const LISTEN_BACKLOG = 32

/** Where a route listens. */
export interface ListenAddress {
  readonly host: string
  /** 0: a free one. */
  readonly port: number
}

const LOOPBACK = '127.0.0.1'

/** A listening port whose connections are passed on to another one. */
export class TcpRoute {
  readonly name: string
  readonly port: number
  readonly #server: Server
  readonly #links = new Set<Link>()
  #target: number | undefined
  #targetHost = LOOPBACK
  #mode: RouteMode = 'ok'

  private constructor(name: string, port: number, server: Server, target: number | undefined) {
    this.name = name
    this.port = port
    this.#server = server
    this.#target = target
    server.on('connection', (client) => {
      // Gone again before it was accepted, as those are that fill the backlog of a stopped relay.
      if (client.remoteAddress === undefined) return void client.destroy()
      const link: Link = new Link(client, () => this.#links.delete(link))
      this.#links.add(link)
      this.#apply(link)
    })
  }

  /** @param at - @default a free port on loopback */
  static async listen(
    name: string,
    target?: number,
    { host, port }: ListenAddress = { host: LOOPBACK, port: 0 },
  ): Promise<TcpRoute> {
    const server = createServer({ allowHalfOpen: true, noDelay: true })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port, host, backlog: LISTEN_BACKLOG }, resolve)
    })
    return new TcpRoute(name, portOf(server), server, target)
  }

  get state(): RouteState {
    return {
      name: this.name,
      port: this.port,
      target: this.#target,
      mode: this.#mode,
      connections: this.#links.size,
    }
  }

  setMode(mode: RouteMode): void {
    this.#mode = mode
    for (const link of this.#links) this.#apply(link)
  }

  /** Leads new connections elsewhere; those that stand are reset, for they lead to the old target. */
  setTarget(port: number, host: string = LOOPBACK): void {
    this.#target = port
    this.#targetHost = host
    for (const link of this.#links) link.drop()
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const link of this.#links) link.drop()
    await closed
  }

  #apply(link: Link): void {
    if (this.#mode === 'hold') link.hold()
    else if (this.#mode === 'cut' || this.#target === undefined) link.drop()
    else link.open(this.#target, this.#targetHost)
  }
}
