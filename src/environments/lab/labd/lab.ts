import type { Component, Topology } from '../../../model/topology.ts'
import { type LabZone, REGION, REGIONS, SECOND_ZONE, type Zone, ZONES } from '../names.ts'
import type { LabChild } from '../process/lab-child.ts'
import type { LabInfo } from './config.ts'
import type { Database } from './database.ts'
import type { EventLog } from './event-log.ts'
import type { Regions } from './regions/regions.ts'
import type { Archive } from './restore/archive.ts'
import type { ZoneParts } from './zone-parts.ts'

/** What stands outside the zones, in the first region. */
export interface OuterParts {
  readonly balancer: LabChild
  readonly endpoint: LabChild
  readonly manager: LabChild
  /** The AWS endpoints, where the lab has them; it can be without them. */
  readonly aws?: LabChild
  /** Unix socket on which the failover manager takes requests. */
  readonly managerSocket: string
  /** Unix socket on which the load balancer does. */
  readonly balancerSocket: string
  /** Unix socket on which the writer endpoint does. */
  readonly endpointSocket: string
}

/** Role of a database among all of the lab: a standby is in the region of the primary, a replica in another one. */
export type DatabaseRole = 'primary' | 'standby' | 'replica'

/** A restored server that has become the writer. */
export interface Successor {
  readonly id: string
  readonly port: number
  /** Of the orders. */
  readonly url: string
  isAlive(): boolean
}

/** A lab that is up: its parts, and what can be said about them. */
export class Lab {
  readonly zones: Readonly<Record<Zone, ZoneParts>>
  readonly outer: OuterParts
  /** What two regions need beside the parts of the first one; undefined with one region. */
  readonly regions: Regions | undefined
  /** What restores are made from; undefined where the lab keeps nothing for that. */
  readonly archive: Archive | undefined
  readonly info: LabInfo
  readonly events: EventLog
  /** Where the provider has no capacity for new instances: auto-scaling launches none there. */
  readonly zonesWithoutCapacity = new Set<LabZone>()
  /** The restored server that clients were led to, in place of the pair's primary. */
  successor: Successor | undefined

  constructor(
    zones: Readonly<Record<Zone, ZoneParts>>,
    outer: OuterParts,
    regions: Regions | undefined,
    archive: Archive | undefined,
    info: LabInfo,
    events: EventLog,
  ) {
    this.zones = zones
    this.outer = outer
    this.regions = regions
    this.archive = archive
    this.info = info
    this.events = events
  }

  /** The parts of every zone, of both regions. */
  get zoneParts(): ReadonlyMap<LabZone, ZoneParts> {
    const first = ZONES.map((zone) => [zone, this.zones[zone]] as const)
    return new Map<LabZone, ZoneParts>([
      ...first,
      ...(this.regions === undefined ? [] : [[SECOND_ZONE, this.regions.zone] as const]),
    ])
  }

  /** @throws RangeError when the lab has no such zone */
  zone(name: string): ZoneParts {
    const parts = [...this.zoneParts].find(([zone]) => zone === name)?.[1]
    if (parts === undefined) throw new RangeError(`the lab has no zone '${name}'`)
    return parts
  }

  get databases(): readonly Database[] {
    return [...this.zoneParts.values()].map(({ database }) => database)
  }

  /** Those of our own processes that a lab cannot be without; service instances are replaced by auto-scaling. */
  get children(): readonly LabChild[] {
    const relays = [...this.zoneParts.values()].map(({ relay }) => relay.child)
    const { balancer, endpoint, manager } = this.outer
    const { regions } = this
    const further =
      regions === undefined ? [] : [regions.border.child, regions.balancer, regions.dns, regions.customers]
    return [...relays, balancer, endpoint, manager, ...further]
  }

  /** As the databases say themselves, not as the failover manager believes. */
  async databaseWithRole(role: DatabaseRole): Promise<Database | undefined> {
    return [...(await this.databaseRoles())].find(([, found]) => found === role)?.[0]
  }

  /** The role of each database that answers. While there is no primary, those of the first region are standbys. */
  async databaseRoles(): Promise<ReadonlyMap<Database, DatabaseRole>> {
    const answers = await Promise.all(
      this.databases.map(async (database) => ({ database, role: await database.role() })),
    )
    const primary = answers.find(({ role }) => role === 'primary')?.database
    const home = regionOf(primary?.zone ?? ZONES[0])
    return new Map(
      answers.flatMap(({ database, role }) => {
        if (role === undefined) return []
        return [[database, role === 'standby' && regionOf(database.zone) !== home ? 'replica' : role]]
      }),
    )
  }

  async describe(): Promise<Topology> {
    const roles = await this.databaseRoles()
    const inZones = [...this.zoneParts].flatMap(([zone, parts]) => this.#describeZone(zone, parts, roles))
    const { regions } = this
    if (regions === undefined) {
      const components = [...inZones, ...this.#describeOuter(), ...this.#describeSuccessor()]
      return { regions: [{ id: REGION, zones: ZONES }], components }
    }
    const [first, second] = REGIONS
    const { balancer, dns, customers } = regions
    const components: readonly Component[] = [
      ...inZones,
      { ...part('load-balancer-b', 'load-balancer', balancer, 'http'), zone: SECOND_ZONE },
      ...this.#describeOuter().map((component) => ({ ...component, region: first })),
      part('dns', 'dns', dns, 'dns'),
      part('customers', 'resolver', customers, 'http'),
      // What stands for the writer endpoint and the failover manager of the first region when that is gone.
      part('writer-name', 'writer-endpoint', customers, 'sql'),
      { id: 'region-manager', role: 'failover-manager', region: second, address: 'none', state: 'running' },
    ]
    const zones = [SECOND_ZONE]
    return {
      regions: [
        { id: first, zones: ZONES },
        { id: second, zones },
      ],
      components,
    }
  }

  #describeSuccessor(): readonly Component[] {
    if (this.successor === undefined) return []
    const { id, port } = this.successor
    const state = this.successor.isAlive() ? 'running' : 'stopped'
    return [{ id, role: 'primary', address: address(port), state }]
  }

  #describeOuter(): readonly Component[] {
    const { balancer, endpoint, manager } = this.outer
    return [
      part('load-balancer', 'load-balancer', balancer, 'http'),
      part('writer-endpoint', 'writer-endpoint', endpoint, 'sql'),
      { id: 'failover-manager', role: 'failover-manager', address: 'none', state: stateOf(manager) },
    ]
  }

  #describeZone(
    zone: LabZone,
    { database, services }: ZoneParts,
    roles: ReadonlyMap<Database, DatabaseRole>,
  ): readonly Component[] {
    const { id, port, alive } = database
    const role = roles.get(database) ?? (zone === SECOND_ZONE ? 'replica' : 'standby')
    return [
      ...(id in this.info.databaseUrls
        ? [{ id, role, zone, address: address(port), state: alive ? ('running' as const) : ('stopped' as const) }]
        : []),
      ...services.instances.map((instance) => ({ ...part(instance.id, 'service', instance, 'http'), zone })),
    ]
  }
}

/** Which of the two regions a zone is in. */
export function regionOf(zone: LabZone): (typeof REGIONS)[number] {
  return zone === SECOND_ZONE ? REGIONS[1] : REGIONS[0]
}

function part(id: string, role: Component['role'], child: LabChild, port: string): Component {
  return { id, role, address: address(child.ports[port]), state: stateOf(child) }
}

function address(port: number | undefined): string {
  return `127.0.0.1:${port}`
}

function stateOf(child: LabChild): Component['state'] {
  return child.alive ? 'running' : 'stopped'
}
