import type { LabChild } from '../process/lab-child.ts'
import { checkHealth } from '../balancer/health.ts'
import { asCustomer, serviceId, serviceRoutes, sqlUrl, type LabZone, type ServiceRoute } from '../names.ts'
import type { ServiceConfig } from '../service/run.ts'
import { portOf } from './boot-network.ts'
import type { PartSpawner } from './part-spawner.ts'
import type { RelayHandle } from './relay-handle.ts'

/** An instance that takes longer to answer inside its own zone is not healthy. */
const CHECK_TIMEOUT_MS = 1_000

/** A place for one service instance; instances come and go, the way to the place stays. */
export interface ServicePlace {
  readonly route: ServiceRoute
  /** The instance that was started there last, living or dead. */
  readonly instance: LabChild
}

/** The service instances of one zone. */
export class ServiceGroup {
  readonly zone: LabZone
  readonly #spawner: PartSpawner
  readonly #relay: RelayHandle
  readonly #places = new Map<ServiceRoute, LabChild>()
  #launched = 0

  constructor(zone: LabZone, spawner: PartSpawner, relay: RelayHandle) {
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
    await this.#at(route).kill()
    await this.#launchAt(route)
  }

  /**
   * Replaces an instance that does not answer here, inside its zone. Who asks from outside may still hold what it saw
   * while the zone was cut off; to end an instance that serves again would be an outage of our making.
   */
  async replaceUnlessHealthy(route: ServiceRoute): Promise<'replaced' | 'healthy'> {
    const instance = this.#at(route)
    const here = { id: instance.id, port: portOf(instance, 'http') }
    if (instance.alive && (await checkHealth(here, CHECK_TIMEOUT_MS))) return 'healthy'
    await this.replace(route)
    return 'replaced'
  }

  #at(route: ServiceRoute): LabChild {
    const instance = this.#places.get(route)
    if (instance === undefined) throw new RangeError(`there is no place '${route}' in zone ${this.zone}`)
    return instance
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
