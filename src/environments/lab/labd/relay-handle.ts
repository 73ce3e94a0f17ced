import { RpcClient } from '../../../system/rpc.ts'
import type { RouteName } from '../names.ts'
import type { LabChild } from '../process/lab-child.ts'
import type { RouteMode, RouteState } from '../tcp/route.ts'

const CALL_TIMEOUT_MS = 2_000

/** A zone's relay as labd controls it. */
export class RelayHandle {
  readonly child: LabChild
  readonly #control: RpcClient

  private constructor(child: LabChild, control: RpcClient) {
    this.child = child
    this.#control = control
  }

  static async connect(child: LabChild, controlSocket: string): Promise<RelayHandle> {
    return new RelayHandle(child, await RpcClient.connect(controlSocket))
  }

  /** Where a route is entered. */
  port(route: RouteName): number {
    const port = this.child.ports[route]
    if (port === undefined) throw new Error(`${this.child.id} has no route '${route}'`)
    return port
  }

  async state(route: RouteName): Promise<RouteState> {
    const states = await this.#control.call<readonly RouteState[]>('routes', {}, CALL_TIMEOUT_MS)
    const state = states.find(({ name }) => name === route)
    if (state === undefined) throw new Error(`${this.child.id} has no route '${route}'`)
    return state
  }

  async setMode(route: RouteName, mode: RouteMode): Promise<void> {
    await this.#control.call('mode', { route, mode }, CALL_TIMEOUT_MS)
  }

  async setTarget(route: RouteName, port: number): Promise<void> {
    await this.#control.call('target', { route, port }, CALL_TIMEOUT_MS)
  }

  close(): void {
    this.#control.close()
  }
}
