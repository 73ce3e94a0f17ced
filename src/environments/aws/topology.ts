import type { Component, Topology } from '../../model/topology.ts'
import type { ComputeInstance } from './ports/compute.ts'
import type { CacheGroup } from './ports/caches.ts'
import type { ContainerService, ContainerTask } from './ports/container-services.ts'
import type { DatabaseGroup } from './ports/databases.ts'
import { bears } from './ports/tags.ts'
import type { Reach } from './reach.ts'

/** What the account shows of the system under test: everything with the opt-in tag. */
export interface Estate {
  readonly databases: readonly DatabaseGroup[]
  readonly instances: readonly ComputeInstance[]
  /** Of ECS: of an account's services only those that are opted in are looked at, for their tasks are asked for one by one. */
  readonly services: readonly ContainerService[]
  /** Of ElastiCache, opted in: the tags of each have to be asked for by themselves. */
  readonly caches: readonly CacheGroup[]
}

export async function readEstate(reach: Pick<Reach, 'ports' | 'settings'>): Promise<Estate> {
  return optedIn(await readAccount(reach), reach.settings)
}

/** What of an {@link Estate} keeps data. */
export async function ownDatabases({
  ports,
  settings,
}: Pick<Reach, 'ports' | 'settings'>): Promise<Estate['databases']> {
  return (await (await ports.databases()).groups()).filter(({ tags }) => bears(tags, settings.optInTag))
}

/** Everything that there is, whoever it belongs to. */
export async function readAccount({ ports, settings }: Pick<Reach, 'ports' | 'settings'>): Promise<Estate> {
  const [databases, instances, services, caches] = await Promise.all([
    ports.databases().then((port) => port.groups()),
    ports.compute().then((compute) => compute.instances()),
    ports.containers().then((containers) => containers.services(settings.optInTag)),
    ports.caches().then((port) => port.groups(settings.optInTag)),
  ])
  return { databases, instances: instances.filter(({ state }) => !GONE.has(state)), services, caches }
}

export function optedIn(
  { databases, instances, services, caches }: Estate,
  { optInTag }: Pick<Reach['settings'], 'optInTag'>,
): Estate {
  return {
    databases: databases.filter(({ tags }) => bears(tags, optInTag)),
    instances: instances.filter(({ tags }) => bears(tags, optInTag)),
    services,
    caches,
  }
}

/** Instances that are no part of anything any more, although they are still listed. */
export const GONE: ReadonlySet<string> = new Set(['terminated', 'shutting-down'])

/** The shape of the system in its region, and in the one to which that fails over. */
export async function readTopology(reach: Reach): Promise<Topology> {
  const { settings, second } = reach
  const here = topologyOf(await readEstate(reach), settings.region)
  if (second === undefined) return here
  const there = topologyOf(await readEstate({ ...reach, ports: second.ports }), second.region, second.region)
  if (there.components.length === 0) return here
  return { regions: [...here.regions, ...there.regions], components: [...here.components, ...there.components] }
}

/** @param second - set for the region to which the first one fails over: its databases follow, until one of them writes */
export function topologyOf(
  { databases, instances, services, caches }: Estate,
  region: string,
  second?: string,
): Topology {
  const components: Component[] = [
    ...databases.flatMap((group) => [...members(group, second !== undefined), endpointOf(group, second)]),
    ...instances.map((instance) => ({
      id: instance.name,
      role: 'service' as const,
      zone: instance.zone,
      address: instance.id,
      state: instance.state === 'running' ? ('running' as const) : ('stopped' as const),
    })),
    ...services.flatMap(({ tasks }) => tasks).map(taskComponent),
    ...caches.flatMap(cacheComponents),
  ]
  const zones = new Set(components.flatMap(({ zone }) => zone ?? []))
  return { regions: [{ id: region, zones: [...zones].toSorted() }], components }
}

function taskComponent({ name, zone, address, status }: ContainerTask): Component {
  return { id: name, role: 'service', zone, address, state: status === 'RUNNING' ? 'running' : 'stopped' }
}

function cacheComponents({ members: nodes, status }: CacheGroup): Component[] {
  const state = status === 'available' ? 'running' : 'unknown'
  return nodes.map(({ id, zone, address }) => ({ id, role: 'cache', zone, address, state }))
}

function members(group: DatabaseGroup, away: boolean): Component[] {
  return group.members.map(({ id, writer, zone, address, status }) => ({
    id,
    role: writer && !group.replica ? 'primary' : away || group.replica ? 'replica' : 'standby',
    ...(zone === undefined ? {} : { zone }),
    address,
    state: status === 'available' ? 'running' : 'unknown',
  }))
}

/** Clusters of one global database may have one name in all regions. */
function endpointOf({ id, endpoint }: DatabaseGroup, second: string | undefined): Component {
  const where = second === undefined ? '' : `-${second}`
  return { id: `${id}-endpoint${where}`, role: 'writer-endpoint', address: endpoint, state: 'unknown' }
}
