import { instanceId, regionOfZone } from '../account.ts'
import { AwsError } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import { type LabView, unhealthySince } from '../lab-view.ts'
import type { LabZone } from '../../names.ts'

/** What was asked of an instance, and when. */
interface Ending {
  readonly how: 'terminate' | 'stop'
  readonly askedMs: number
}

export type FleetState = 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped'

/** A service instance of the lab as an instance of EC2. */
export interface FleetInstance {
  readonly instanceId: string
  /** In the lab, for example `service-a-1`. */
  readonly component: string
  readonly zone: LabZone
  readonly port: number
  readonly state: FleetState
  /** Whether another one stands in its place. */
  readonly replaced: boolean
  /** Whether it is not well, and auto-scaling has seen it. */
  readonly unhealthy: boolean
  readonly launchedMs: number
  /** When its end was asked for; undefined when it was not, or not here. */
  readonly endedMs: number | undefined
}

/** What services ask of the instances. */
export type Machines = Pick<Fleet, 'instances' | 'named' | 'end'>

/** EC2 where the service instances are something else. */
export const NO_MACHINES: Machines = {
  instances: async () => [],
  named: async (_region, [id]) => {
    if (id !== undefined) throw unknown(id)
    return []
  },
  end: async () => {},
}

function unknown(id: string): AwsError {
  return new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`)
}

interface Known {
  readonly component: string
  readonly zone: LabZone
  readonly port: number
  readonly launchedMs: number
  ending?: Ending
}

/** The instances that there are and were: EC2 shows terminated ones for a while. */
export class Fleet {
  readonly #plane: ControlPlane
  readonly #known = new Map<string, Known>()

  constructor(plane: ControlPlane) {
    this.#plane = plane
  }

  async instances(region: string, view?: LabView): Promise<readonly FleetInstance[]> {
    const seen = view ?? (await this.#plane.look())
    this.#learn(seen)
    return [...this.#known]
      .filter(([, { zone }]) => regionOfZone(zone) === region)
      .map(([id, known]) => this.#describe(id, known, seen))
  }

  /** @throws AwsError when one does not exist in the region */
  async named(region: string, ids: readonly string[]): Promise<readonly FleetInstance[]> {
    const all = await this.instances(region)
    return ids.map((id) => {
      const found = all.find(({ instanceId }) => instanceId === id)
      if (found !== undefined) return found
      throw unknown(id)
    })
  }

  /** The process behind an instance is killed; nothing happens to one that is gone. */
  async end({ instanceId: id, component, state }: FleetInstance, how: Ending['how']): Promise<void> {
    const known = this.#known.get(id)
    if (known === undefined || state === 'terminated') return
    known.ending ??= { how, askedMs: Date.now() }
    if (state === 'running') await this.#plane.effect((effects) => effects.terminate(component))
  }

  #learn({ state, nowMs, events }: LabView): void {
    for (const { id: component, zone, port } of state.instances) {
      const id = instanceId(component)
      if (this.#known.has(id)) continue
      const launched = events.find(({ kind, component: of }) => kind === 'instance-replaced' && of === component)
      const up = events.find(({ kind }) => kind === 'up')
      this.#known.set(id, { component, zone, port, launchedMs: launched?.fromMs ?? up?.toMs ?? nowMs })
    }
  }

  #describe(id: string, known: Known, view: LabView): FleetInstance {
    const { component, zone, port, launchedMs } = known
    const now = view.state.instances.find((instance) => instance.id === component)
    return {
      instanceId: id,
      component,
      zone,
      port,
      launchedMs,
      endedMs: known.ending?.askedMs,
      replaced: now === undefined,
      state: this.#stateOf(known, now?.alive === true, now === undefined, view.nowMs),
      unhealthy: now?.reachable !== true && unhealthySince(view, component) !== undefined,
    }
  }

  /** What died without being asked to runs, to EC2, until it is replaced: only its health checks fail. */
  #stateOf({ ending }: Known, alive: boolean, replaced: boolean, nowMs: number): FleetState {
    if (alive) return 'running'
    if (ending === undefined) return replaced ? 'terminated' : 'running'
    const isOver = nowMs - ending.askedMs >= this.#plane.lateness.ms('shuttingDownMs')
    // What is stopped in a group is terminated by it, and replaced [K].
    if (ending.how === 'stop' && !replaced) return isOver ? 'stopped' : 'stopping'
    return isOver ? 'terminated' : 'shutting-down'
  }
}
