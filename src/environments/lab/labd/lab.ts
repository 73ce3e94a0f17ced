import type { Server } from 'node:net'
import type { Component, Topology } from '../../../model/topology.ts'
import { REGION, ZONES, type Zone } from '../names.ts'
import type { LabChild } from '../process/lab-child.ts'
import type { LabInfo } from './config.ts'
import type { Database } from './database.ts'
import type { EventLog } from './event-log.ts'
import type { RelayHandle } from './relay-handle.ts'
import type { ServiceGroup } from './service-group.ts'

/** What stands in a zone. */
export interface ZoneParts {
  readonly relay: RelayHandle
  readonly services: ServiceGroup
  readonly database: Database
  readonly agent: Server
}

/** What stands outside the zones. */
export interface OuterParts {
  readonly balancer: LabChild
  readonly endpoint: LabChild
  readonly manager: LabChild
  /** Unix socket on which the failover manager takes requests. */
  readonly managerSocket: string
  /** Unix socket on which the load balancer does. */
  readonly balancerSocket: string
}

/** A lab that is up: its parts, and what can be said about them. */
export class Lab {
  readonly zones: Readonly<Record<Zone, ZoneParts>>
  readonly outer: OuterParts
  readonly info: LabInfo
  readonly events: EventLog

  constructor(zones: Readonly<Record<Zone, ZoneParts>>, outer: OuterParts, info: LabInfo, events: EventLog) {
    this.zones = zones
    this.outer = outer
    this.info = info
    this.events = events
  }

  get databases(): readonly Database[] {
    return ZONES.map((zone) => this.zones[zone].database)
  }

  /** Those of our own processes that a lab cannot be without; service instances are replaced by auto-scaling. */
  get children(): readonly LabChild[] {
    const relays = ZONES.map((zone) => this.zones[zone].relay.child)
    return [...relays, this.outer.balancer, this.outer.endpoint, this.outer.manager]
  }

  /** As the databases say themselves, not as the failover manager believes. */
  async databaseWithRole(role: 'primary' | 'standby'): Promise<Database | undefined> {
    const roles = await Promise.all(this.databases.map((database) => database.role()))
    return this.databases[roles.indexOf(role)]
  }

  async describe(): Promise<Topology> {
    const zones = await Promise.all(ZONES.map((zone) => this.#describeZone(zone)))
    const { balancer, endpoint, manager } = this.outer
    const outside: readonly Component[] = [
      {
        id: 'load-balancer',
        role: 'load-balancer',
        address: address(balancer.ports['http']),
        state: stateOf(balancer),
      },
      {
        id: 'writer-endpoint',
        role: 'writer-endpoint',
        address: address(endpoint.ports['sql']),
        state: stateOf(endpoint),
      },
      { id: 'failover-manager', role: 'failover-manager', address: 'none', state: stateOf(manager) },
    ]
    return { regions: [{ id: REGION, zones: ZONES }], components: [...zones.flat(), ...outside] }
  }

  async #describeZone(zone: Zone): Promise<readonly Component[]> {
    const { database, services } = this.zones[zone]
    return [
      ...(database.id in this.info.databaseUrls ? [await describeDatabase(database)] : []),
      ...services.instances.map((instance): Component => ({
        id: instance.id,
        role: 'service',
        zone,
        address: address(instance.ports['http']),
        state: stateOf(instance),
      })),
    ]
  }
}

async function describeDatabase(database: Database): Promise<Component> {
  const { id, zone, port, alive } = database
  const role = (await database.role()) ?? 'standby'
  return { id, role, zone, address: address(port), state: alive ? 'running' : 'stopped' }
}

function address(port: number | undefined): string {
  return `127.0.0.1:${port}`
}

function stateOf(child: LabChild): Component['state'] {
  return child.alive ? 'running' : 'stopped'
}
