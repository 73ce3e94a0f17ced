import type { LabChild } from '../process/lab-child.ts'
import { asCustomer, serviceId, serviceRoutes, sqlUrl, type ServiceRoute, type Zone } from '../names.ts'
import type { ServiceConfig } from '../service/run.ts'
import { portOf } from './boot-network.ts'
import type { PartSpawner } from './part-spawner.ts'
import type { RelayHandle } from './relay-handle.ts'

/** A place for one service instance; instances come and go, the way to the place stays. */
export interface ServicePlace {
  readonly route: ServiceRoute
  /** The instance that was started there last, living or dead. */
  readonly instance: LabChild
}

/** The service instances of one zone. */
export class ServiceGroup {
  readonly zone: Zone
  readonly #spawner: PartSpawner
  readonly #relay: RelayHandle
  readonly #places = new Map<ServiceRoute, LabChild>()
  #launched = 0

  constructor(zone: Zone, spawner: PartSpawner, relay: RelayHandle) {
    this.zone = zone
    this.#spawner = spawner
    this.#relay = relay
  }

  /** In the order of their routes, whoever came up first. */
  get places(): readonly ServicePlace[] {
    return [...this.#places]
      .map(([route, instance]) => ({ route, instance }))
      .sort((one, other) => (one.route < other.route ? -1 : 1))
  }

  get instances(): readonly LabChild[] {
    return this.places.map(({ instance }) => instance)
  }

  /** Fills all places. */
  async launch(capacity: number): Promise<void> {
    await Promise.all(serviceRoutes(capacity).map((route) => this.#launchAt(route)))
  }

  /** Ends the instance at a place, and starts another there. */
  async replace(route: ServiceRoute): Promise<void> {
    const old = this.#places.get(route)
    if (old === undefined) throw new RangeError(`there is no place '${route}' in zone ${this.zone}`)
    await old.kill()
    await this.#launchAt(route)
  }

  async #launchAt(route: ServiceRoute): Promise<void> {
    this.#launched += 1
    const id = serviceId(this.zone, this.#launched)
    const config: ServiceConfig = { id, databaseUrl: asCustomer(sqlUrl(this.#relay.port('writer'))) }
    const instance = await this.#spawner.start(id, 'lab-service', config)
    this.#places.set(route, instance)
    await this.#relay.setTarget(route, portOf(instance, 'http'))
  }
}
