import { setTimeout as sleep } from 'node:timers/promises'
import type { Handlers } from '../../../system/rpc.ts'
import { TcpRoute } from '../tcp/route.ts'

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

  private constructor(route: TcpRoute, propagationMs: number) {
    this.#route = route
    this.#propagationMs = propagationMs
  }

  static async start(propagationMs: number): Promise<WriterEndpoint> {
    return new WriterEndpoint(await TcpRoute.listen('writer'), propagationMs)
  }

  get port(): number {
    return this.#route.port
  }

  get target(): number | undefined {
    return this.#route.state.target
  }

  /** Resolves when new connections lead to `port` and old ones are reset; the first target takes effect at once. */
  async move(port: number): Promise<void> {
    if (this.target !== undefined) await sleep(this.#propagationMs)
    this.#route.setTarget(port)
  }

  close(): Promise<void> {
    return this.#route.close()
  }
}

/** What the control socket of the endpoint understands. */
export function endpointHandlers(endpoint: WriterEndpoint): Handlers {
  return {
    target: async () => endpoint.target ?? null,
    move: async (params) => {
      const { port } = params as { port: number }
      if (!Number.isInteger(port)) throw new RangeError(`'port' must be a port number, found ${String(port)}`)
      await endpoint.move(port)
    },
  }
}
