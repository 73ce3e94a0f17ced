import type { Socket } from 'node:net'
import { isAlive, isStopped, signalExactly } from '../../../system/identity.ts'
import { RpcClient } from '../../../system/rpc.ts'
import { waitFor } from '../../../system/wait.ts'
import type { RouteName } from '../names.ts'
import type { LabChild } from '../process/lab-child.ts'
import { fillBacklog, tryConnect } from '../tcp/backlog.ts'
import type { RouteMode, RouteState } from '../tcp/route.ts'

const CALL_TIMEOUT_MS = 2_000

/** How long a signal may take to have its effect. */
const SIGNAL_TIMEOUT_MS = 2_000

/** A zone's relay as labd controls it. */
export class RelayHandle {
  readonly child: LabChild
  readonly #control: RpcClient
  #fillers: readonly Socket[] = []

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

  /** Whether the zone is cut off: the relay lives and passes nothing on. */
  get silent(): boolean {
    return isStopped(this.child.identity)
  }

  /** Stops all traffic across the border, in both directions, in this moment. Nothing is refused or reset. */
  async stop(): Promise<void> {
    signalExactly(this.child.identity, 'SIGSTOP')
    await waitFor(`${this.child.id} has stopped`, () => this.silent, { timeoutMs: SIGNAL_TIMEOUT_MS, everyMs: 1 })
  }

  /** Of a stopped relay: lets new connections time out, which the kernel would accept otherwise. Idempotent. */
  async block(): Promise<void> {
    if (this.#fillers.length > 0) return
    this.#fillers = (await Promise.all(this.#ports.map(fillBacklog))).flat()
  }

  /** What clients see who connect now, by route. */
  async tryAll(): Promise<readonly ('accepted' | 'refused' | 'silent')[]> {
    return Promise.all(this.#ports.map((port) => tryConnect(port)))
  }

  /** Lets the traffic flow again. Idempotent; resolves when the relay answers. */
  async resume(): Promise<void> {
    // Reset, not ended: the relay shall find out before it leads them on.
    for (const filler of this.#fillers) filler.resetAndDestroy()
    this.#fillers = []
    if (!isAlive(this.child.identity)) return
    signalExactly(this.child.identity, 'SIGCONT')
    await this.#control.call('routes', {}, CALL_TIMEOUT_MS)
  }

  get #ports(): readonly number[] {
    return Object.values(this.child.ports)
  }

  close(): void {
    for (const filler of this.#fillers) filler.destroy()
    this.#control.close()
  }
}
