import { setTimeout as sleep } from 'node:timers/promises'
import type { Handlers } from '../../../system/rpc.ts'
import { type ListenAddress, TcpRoute } from '../tcp/route.ts'

export interface EndpointConfig {
  /** Unix socket on which {@link endpointHandlers} are served. */
  readonly controlSocket: string
  /** From being told of a new writer until clients are led there, in milliseconds. */
  readonly propagationMs: number
}

/** The address that follows the writer. Clients keep it; what is behind it moves. */
export class WriterEndpoint {
  readonly #route: TcpRoute
  readonly #propagationMs: number
  #host: string | undefined

  private constructor(route: TcpRoute, propagationMs: number) {
    this.#route = route
    this.#propagationMs = propagationMs
  }

  /** @param at - where it listens. @default a free port on loopback */
  static async start(propagationMs: number, at?: ListenAddress): Promise<WriterEndpoint> {
    return new WriterEndpoint(await TcpRoute.listen('writer', undefined, at), propagationMs)
  }

  get port(): number {
    return this.#route.port
  }

  get target(): number | undefined {
    return this.#route.state.target
  }

  /** Where it leads to; undefined until it was told for the first time. */
  get leadsTo(): { readonly port: number; readonly host?: string } | undefined {
    if (this.target === undefined) return undefined
    return { port: this.target, ...(this.#host !== undefined && { host: this.#host }) }
  }

  /** Resolves when new connections lead to `port` and old ones are reset; the first target takes effect at once. */
  async move(port: number, host?: string): Promise<void> {
    if (this.target !== undefined) await sleep(this.#propagationMs)
    this.#host = host
    this.#route.setTarget(port, host)
  }

  close(): Promise<void> {
    return this.#route.close()
  }
}

/** What the control socket of the endpoint understands. */
export function endpointHandlers(endpoint: WriterEndpoint): Handlers {
  return {
    target: async () => endpoint.leadsTo ?? null,
    move: async (params) => {
      const { port, host } = params as { port: number; host?: string }
      if (!Number.isInteger(port)) throw new RangeError(`'port' must be a port number, found ${String(port)}`)
      await endpoint.move(port, host)
    },
  }
}
