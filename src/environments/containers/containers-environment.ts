import { setTimeout as sleep } from 'node:timers/promises'
import type { Evidence } from '../../model/fault.ts'
import type { CanarySpec, ProbeSpec } from '../../model/probe.ts'
import type { Component, Topology } from '../../model/topology.ts'
import type {
  ControlPlaneEvent,
  Environment,
  FaultPlane,
  Handle,
  OperatedByHand,
  RestoresRedundancy,
} from '../environment.ts'
import { destroyLabelled } from './destroy.ts'
import type { HandsOnDemand } from './engine/hands.ts'
import { containerLives } from './container-lives.ts'
import type { EngineEvents } from './engine-events.ts'
import { eventsIn } from './events.ts'
import { containerFaultPlane } from './faults/fault-plane.ts'
import { saveEvidence } from './evidence.ts'
import { databaseRole, databaseWith } from './faults/target.ts'
import { handsFor } from './hands-for-runbooks.ts'
import { PROJECT_LABEL } from './labels.ts'
import { compareShapes, type Shape, shapeOf } from './redundancy.ts'
import type { Stack } from './stack.ts'
import type { StackPlan } from './stack-plan.ts'
import type { Instrument } from './streams.ts'

const REDUNDANCY_POLL_MS = 200
const HEARTBEAT_MS = 2_000
/** So many unanswered heartbeats in a row, and the engine is gone. */
const LOST_HEARTBEATS = 3
/** Lines of a container's log that are kept as evidence. */
const LOG_LINES = 10_000

/** What a stack is known by once it serves. */
export interface OpenedStack {
  readonly handle: Handle
  readonly stack: Stack
  readonly plan: StackPlan
  readonly instrument: Instrument
  readonly customerUrl: string
  readonly hands: HandsOnDemand
  /** What the engine does to the stack since it served. */
  readonly lives: EngineEvents
  readonly shape: Shape
  readonly fingerprint: Readonly<Record<string, string>>
  /** Folder of the record in which the logs are kept. */
  readonly evidenceFolder: string
  /** Takes the values of secrets out of what the containers said. */
  readonly hide: (text: string) => string
}

/** A stack of containers that is up, as the harness sees it. */
export class ContainersEnvironment implements Environment, RestoresRedundancy, OperatedByHand {
  readonly handle: Handle
  readonly backend = 'containers'
  readonly streams: readonly ProbeSpec[]
  readonly canary: CanarySpec | undefined
  readonly customerUrl: string
  readonly fingerprint: Readonly<Record<string, string>>
  readonly faults: FaultPlane
  readonly ownFaults = []
  readonly died: Promise<string>
  readonly #opened: OpenedStack
  readonly #ended = new AbortController()

  constructor(opened: OpenedStack) {
    this.handle = opened.handle
    this.streams = opened.instrument.streams
    this.canary = opened.instrument.canary
    this.customerUrl = opened.customerUrl
    this.fingerprint = opened.fingerprint
    this.#opened = opened
    this.faults = containerFaultPlane({ stack: opened.stack, hands: () => opened.hands.get() })
    this.died = this.#heartbeat()
  }

  async describe(): Promise<Topology> {
    const { stack } = this.#opened
    const containers = await stack.containers()
    const components = await Promise.all(
      containers.flatMap((one) => {
        if (one.role === undefined) return []
        const { component: id, role, zone, state } = one
        return [
          databaseRole(stack, one).then((now): Component => ({
            id,
            role: now ?? role,
            ...(zone === undefined ? {} : { zone }),
            address: [...one.ports].map(([port, host]) => `${stack.engine.host}:${host} (${port})`).join(', '),
            state: state === 'running' ? 'running' : state === 'ended' ? 'stopped' : 'unknown',
          })),
        ]
      }),
    )
    const zones = [...new Set(components.flatMap(({ zone }) => zone ?? []))].sort()
    return { regions: zones.length === 0 ? [] : [{ id: 'containers', zones }], components }
  }

  async events(): Promise<readonly ControlPlaneEvent[]> {
    const { stack, plan, lives } = this.#opened
    const telling = new Set(plan.services.filter(({ events }) => events).map(({ service }) => service))
    const containers = await stack.containers()
    const tellers = containers.filter(({ service }) => telling.has(service))
    const logs = await Promise.all(tellers.map(({ id }) => stack.engine.logs(id, LOG_LINES)))
    return [...logs.flatMap(({ stdout }) => eventsIn(stdout)), ...containerLives(await lives.told(), containers)].sort(
      (one, other) => (BigInt(one.toNs) < BigInt(other.toNs) ? -1 : 1),
    )
  }

  async hands(): Promise<Readonly<Record<string, string>>> {
    const { stack } = this.#opened
    const [containers, primary, standby] = await Promise.all([
      stack.containers(),
      databaseWith(stack, 'primary'),
      databaseWith(stack, 'standby'),
    ])
    return handsFor(containers, { primary, standby }, stack.engine, this.customerUrl)
  }

  async restoreRedundancy(signal: AbortSignal): Promise<Evidence> {
    const { stack, shape } = this.#opened
    for (;;) {
      const seen = compareShapes(shape, await shapeOf(stack))
      if (seen.holds || signal.aborted) return seen
      await sleep(REDUNDANCY_POLL_MS)
    }
  }

  async close(how: 'destroy' | 'detach'): Promise<void> {
    this.#ended.abort()
    const { stack, hands, lives } = this.#opened
    lives.close()
    if (how === 'destroy') {
      await saveEvidence(stack, this.#opened.evidenceFolder, { hide: this.#opened.hide })
      await destroyLabelled(stack.engine, `${PROJECT_LABEL}=${stack.project}`)
    }
    await hands.close()
  }

  async #heartbeat(): Promise<string> {
    const { engine } = this.#opened.stack
    const { signal } = this.#ended
    for (let lost = 0; lost < LOST_HEARTBEATS;) {
      await sleep(HEARTBEAT_MS, undefined, { signal, ref: false }).catch(() => {})
      if (signal.aborted) return new Promise(() => {})
      lost = (await engine.answers()) ? 0 : lost + 1
    }
    return 'the container engine does not answer any more'
  }
}
