import type { Handlers } from '../../../system/rpc.ts'
import { ROUTE_MODES, type RouteMode, type RouteState, TcpRoute } from '../tcp/route.ts'

export interface RelayConfig {
  /** Unix socket on which {@link relayHandlers} are served. */
  readonly controlSocket: string
  readonly routes: readonly RouteConfig[]
}

export interface RouteConfig {
  readonly name: string
  /** Port on loopback; left out when it is not known yet. */
  readonly target?: number
}

/**
 * The way into and out of a zone: every connection that crosses the zone's border is one of its routes. It is a process
 * of its own, so that it can go silent, or die, as a whole with its zone.
 */
export class Relay {
  readonly #routes: ReadonlyMap<string, TcpRoute>

  private constructor(routes: ReadonlyMap<string, TcpRoute>) {
    this.#routes = routes
  }

  static async start(routes: readonly RouteConfig[]): Promise<Relay> {
    const listening = await Promise.all(routes.map(({ name, target }) => TcpRoute.listen(name, target)))
    return new Relay(new Map(listening.map((route) => [route.name, route])))
  }

  /** Port of each route, by name. */
  get ports(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#routes.values()].map(({ name, port }) => [name, port]))
  }

  get states(): readonly RouteState[] {
    return [...this.#routes.values()].map(({ state }) => state)
  }

  /** @throws RangeError when there is no such route */
  route(name: string): TcpRoute {
    const route = this.#routes.get(name)
    if (route === undefined) {
      throw new RangeError(`there is no route '${name}'; there are ${[...this.#routes.keys()].join(', ')}`)
    }
    return route
  }

  async close(): Promise<void> {
    await Promise.all([...this.#routes.values()].map((route) => route.close()))
  }
}

/** What the control socket of a relay understands. */
export function relayHandlers(relay: Relay): Handlers {
  return {
    routes: async () => relay.states,
    mode: async (params) => {
      const { route, mode } = params as { route: string; mode: RouteMode }
      if (!ROUTE_MODES.includes(mode)) throw new RangeError(`'${mode}' is no mode: ${ROUTE_MODES.join(', ')}`)
      relay.route(route).setMode(mode)
      return relay.route(route).state
    },
    target: async (params) => {
      const { route, port } = params as { route: string; port: number }
      relay.route(route).setTarget(port)
      return relay.route(route).state
    },
  }
}
