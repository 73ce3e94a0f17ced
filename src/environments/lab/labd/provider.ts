import { z } from 'zod'
import type { IntendedInjection } from '../../../model/fault.ts'
import { isAlive, signalExactly } from '../../../system/identity.ts'
import { RpcClient } from '../../../system/rpc.ts'
import { waitFor } from '../../../system/wait.ts'
import type { ControlPlaneEvent } from '../../environment.ts'
import { type LabZone, SECOND_ZONE, type Zone, ZONES } from '../names.ts'
import { zoneIsolate } from './faults/zone-isolate.ts'
import type { Lab } from './lab.ts'
import { replicaLagMs } from './replication-lag.ts'
import type { LabInfo } from './config.ts'

const GONE_TIMEOUT_MS = 2_000
const MANAGER_TIMEOUT_MS = 2_000

const actSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('state') }),
  z.object({ act: z.literal('replica-lag') }),
  z.object({ act: z.literal('fail-over') }),
  z.object({ act: z.literal('terminate'), instance: z.string() }),
  z.object({ act: z.literal('cut'), zone: z.enum(ZONES) }),
  z.object({ act: z.literal('open'), zone: z.enum(ZONES) }),
  z.object({ act: z.literal('refuse-launches'), zone: z.enum(ZONES) }),
  z.object({ act: z.literal('allow-launches'), zone: z.enum(ZONES) }),
])

/** The lab as its provider knows it: without asking what stands in a zone that may be lost. */
export interface ProviderState {
  readonly info: LabInfo
  readonly instances: readonly ProviderInstance[]
  readonly databases: readonly { readonly id: string; readonly zone: LabZone; readonly port: number }[]
  readonly events: readonly ControlPlaneEvent[]
}

export interface ProviderInstance {
  /** For example `service-a-1`. */
  readonly id: string
  readonly zone: LabZone
  readonly port: number
  readonly alive: boolean
  /** Whether it lives and its zone is not cut off. */
  readonly reachable: boolean
}

/**
 * What the provider of a cloud does with its own hands when it is asked by way of its API: for the AWS endpoints, which
 * stand outside of labd. What is cut or refused for them is so no longer when they are gone.
 */
export class Provider {
  readonly #lab: Lab
  readonly #cut = new Map<Zone, IntendedInjection>()

  constructor(lab: Lab) {
    this.#lab = lab
  }

  /** @throws ZodError, RangeError, or why it failed */
  async act(params: unknown): Promise<ProviderState | number | null> {
    const asked = actSchema.parse(params)
    if (asked.act === 'state') return this.#state()
    if (asked.act === 'replica-lag') return await this.#replicaLag()
    if (asked.act === 'fail-over') await this.#failOver()
    else if (asked.act === 'terminate') await this.#terminate(asked.instance)
    else if (asked.act === 'cut') await this.#cutOff(asked.zone)
    else if (asked.act === 'open') await this.#open(asked.zone)
    else if (asked.act === 'refuse-launches') this.#lab.zonesWithoutCapacity.add(asked.zone)
    else this.#lab.zonesWithoutCapacity.delete(asked.zone)
    return null
  }

  /** Whoever asked for it is gone, and nobody else would take it back. */
  async takeAllBack(): Promise<void> {
    this.#lab.zonesWithoutCapacity.clear()
    for (const zone of this.#cut.keys()) await this.#open(zone)
  }

  #state(): ProviderState {
    const { zoneParts, info, events, databases } = this.#lab
    return {
      info,
      instances: [...zoneParts].flatMap(([zone, { services, relay }]) =>
        services.instances.map(({ id, ports, alive }) => ({
          id,
          zone,
          port: ports['http'] ?? 0,
          alive,
          reachable: alive && !relay.silent,
        })),
      ),
      databases: databases.map(({ id, zone, port }) => ({ id, zone, port })),
      events: events.events,
    }
  }

  /** Of the replica in the second region, in milliseconds; null where there is none, or it follows nobody. */
  async #replicaLag(): Promise<number | null> {
    const replica = this.#lab.databases.find(({ zone }) => zone === SECOND_ZONE)
    return replica === undefined ? null : ((await replicaLagMs(this.#lab, replica)) ?? null)
  }

  async #failOver(): Promise<void> {
    const manager = await RpcClient.connect(this.#lab.outer.managerSocket)
    try {
      await manager.call('switchover', {}, MANAGER_TIMEOUT_MS)
    } finally {
      manager.close()
    }
  }

  async #terminate(id: string): Promise<void> {
    const all = [...this.#lab.zoneParts.values()].flatMap(({ services }) => services.instances)
    const instance = all.find((candidate) => candidate.id === id)
    if (instance === undefined) throw new RangeError(`there is no instance '${id}'`)
    const { identity } = instance
    signalExactly(identity, 'SIGKILL')
    await waitFor(`${id} is gone`, () => !isAlive(identity), { timeoutMs: GONE_TIMEOUT_MS })
  }

  async #cutOff(zone: Zone): Promise<void> {
    if (this.#cut.has(zone)) return
    const [target] = await zoneIsolate.resolve(this.#lab, { kind: 'zone.isolate', zone }, 0)
    if (target === undefined) throw new RangeError(`there is no zone '${zone}'`)
    // No drill's injection: the ledger of the drill has the call to the API, and this is what the call does.
    const injection = { ...target, injectionId: 0, epoch: 0, drillId: '' } as unknown as IntendedInjection
    this.#cut.set(zone, injection)
    await zoneIsolate.inject(this.#lab, injection)
  }

  async #open(zone: Zone): Promise<void> {
    const injection = this.#cut.get(zone)
    if (injection === undefined) return
    await zoneIsolate.undo(this.#lab, injection)
    this.#cut.delete(zone)
  }
}
