import type { Server } from 'node:net'
import { portOf as portOfServer } from '../process/listen.ts'
import type { LabFolder } from '../folder.ts'
import { serve } from '../../../system/rpc.ts'
import { waitFor } from '../../../system/wait.ts'
import type { ControlPlaneEvent } from '../../environment.ts'
import type { ManagedNode, ManagerConfig } from '../manager/config.ts'
import { waitForStreaming } from '../manager/redundancy.ts'
import { applicationName, databaseId, otherZone, sqlUrl, ZONES, type Zone } from '../names.ts'
import { setSynchronous } from '../postgres/sql.ts'
import type { LabChild } from '../process/lab-child.ts'
import type { LabSettings } from '../settings.ts'
import { type Databases, prepareDatabases } from './boot-databases.ts'
import { localAws, startAws } from './boot-aws.ts'
import { bootNetwork, type Network, pointEndpoint, portOf } from './boot-network.ts'
import type { LabdConfig, LabInfo, OutsideUrls } from './config.ts'
import { EventLog } from './event-log.ts'
import { fingerprint } from './fingerprint.ts'
import { Lab } from './lab.ts'
import type { ZoneParts } from './zone-parts.ts'
import { Archive } from './restore/archive.ts'
import { PartSpawner } from './part-spawner.ts'
import type { RelayHandle } from './relay-handle.ts'
import { balancerConfig } from './boot-edge.ts'
import { bootRegions } from './boot-regions.ts'
import type { Regions } from './regions/regions.ts'
import { ServiceGroup } from './service-group.ts'
import { zoneAgentHandlers } from './zone-agent.ts'

/** Where the writer is when a lab comes up. */
const FIRST_PRIMARY: Zone = 'a'

const MANAGER = 'failover-manager'
const BALANCER = 'load-balancer'

/** From "all parts run" to "an order can be read by way of all of them". */
const CUSTOMER_PATH_TIMEOUT_MS = 10_000

/**
 * Brings a lab up:
 *
 * 1. relays and writer endpoint; beside them the template of the databases
 * 2. the zone agents, and the routes to what is not there yet
 * 3. both databases, the standby (if there is to be one) following by way of the relays; beside them services and load balancer
 * 4. commits wait for the standby, once it streams (`replication=sync`)
 * 5. the failover manager, which checks that the pair is redundant
 * 6. with two regions: the second one, and the DNS in front of both
 * 7. where restores are wanted, the copy that they begin with
 * 8. an order is asked for as a customer would
 */
export async function bootLab(config: LabdConfig, folder: LabFolder, signal: AbortSignal): Promise<Lab> {
  const { settings } = config
  const events = new EventLog(folder.eventsFile)
  const spawner = new PartSpawner(config.launcher, folder)
  const [network, databases] = await settled([
    bootNetwork(spawner, folder, settings),
    prepareDatabases(folder, config.evidenceFolder, settings, signal),
  ])
  const services = {
    a: new ServiceGroup('a', spawner, network.relays.a),
    b: new ServiceGroup('b', spawner, network.relays.b),
  }
  const agents = await openAgents(network, databases, services, events)
  await pointEndpoint(folder, network.relays[FIRST_PRIMARY].port('sql'))
  const [balancer] = await settled([
    startEdge(spawner, folder, network, services, settings),
    startDatabases(network, databases, settings, signal),
  ])
  const manager = await startManager(spawner, folder, network, settings, events)
  const aws = settings.aws === 'on' ? await startAws(spawner, folder, config.evidenceFolder, settings) : undefined

  const zone = (id: Zone): ZoneParts => ({
    relay: network.relays[id],
    services: services[id],
    database: databases[id],
    agent: agents[id],
  })
  const regions =
    settings.regions === 1
      ? undefined
      : await bootRegions(
          {
            spawner,
            folder,
            settings,
            network,
            databases,
            balancer,
            balancerSocket: folder.controlSocket(BALANCER),
            managerSocket: folder.controlSocket(MANAGER),
            events,
          },
          signal,
        )
  const archive =
    settings.archive === 'off'
      ? undefined
      : await Archive.begin(folder, databases.binaries, databases[FIRST_PRIMARY], settings.backupEveryMs)
  const customerUrl = urlOf(portOf(regions?.customers ?? balancer, 'http'))
  await untilCustomersAreServed(customerUrl, signal)
  events.note('up', 'lab', `the lab is up, ${databases[FIRST_PRIMARY].id} is the writer`)
  const writerUrl = sqlUrl(portOf(regions?.customers ?? network.endpoint, 'sql'))
  return new Lab(
    { a: zone('a'), b: zone('b') },
    {
      balancer,
      endpoint: network.endpoint,
      manager,
      ...(aws !== undefined && { aws }),
      managerSocket: folder.controlSocket(MANAGER),
      balancerSocket: folder.controlSocket(BALANCER),
      endpointSocket: folder.controlSocket('endpoint'),
    },
    regions,
    archive,
    {
      settings,
      customerUrl,
      writerUrl,
      databaseUrls: Object.fromEntries(
        [...databaseZones(settings).map((id) => databases[id]), ...(regions ? [regions.zone.database] : [])].map(
          ({ id, port }) => [id, sqlUrl(port)],
        ),
      ),
      outside: {
        a: outsideUrls(network.relays.a),
        b: outsideUrls(network.relays.b),
        ...(regions && { c: outsideUrls(regions.zone.relay) }),
      },
      fronts: regions === undefined ? null : frontsOf(regions),
      dnsPort: regions === undefined ? null : portOf(regions.dns, 'dns'),
      aws: aws === undefined ? null : localAws(portOf(aws, 'http'), settings, writerUrl),
      fingerprint: await fingerprint(folder.root, databases.binaries, settings),
    },
    events,
  )
}

async function openAgents(
  { relays }: Network,
  databases: Databases,
  services: Readonly<Record<Zone, ServiceGroup>>,
  events: EventLog,
): Promise<Readonly<Record<Zone, Server>>> {
  const open = async (zone: Zone): Promise<Server> => {
    const agent = await serve(
      { port: 0 },
      zoneAgentHandlers({
        own: databases[zone],
        other: databases[otherZone(zone)],
        services: services[zone],
        replicationPort: relays[zone].port('replication-out'),
        events,
      }),
    )
    await Promise.all([
      relays[zone].setTarget('agent', portOfServer(agent)),
      relays[zone].setTarget('sql', databases[zone].port),
      relays[zone].setTarget('replication-in', databases[zone].port),
    ])
    return agent
  }
  const [a, b] = await Promise.all([open('a'), open('b')])
  return { a, b }
}

/** @returns the load balancer */
async function startEdge(
  spawner: PartSpawner,
  folder: LabFolder,
  { relays }: Network,
  services: Readonly<Record<Zone, ServiceGroup>>,
  settings: LabSettings,
): Promise<LabChild> {
  await settled(ZONES.map((zone) => services[zone].launch(settings.capacity)))
  const targets = ZONES.flatMap((zone) =>
    services[zone].places.map(({ route }) => ({ id: `${zone}/${route}`, zone, port: relays[zone].port(route) })),
  )
  return spawner.start(BALANCER, 'lab-balancer', balancerConfig(folder.controlSocket(BALANCER), targets, settings))
}

/** The zones in which a database stands. */
function databaseZones({ standby }: LabSettings): readonly Zone[] {
  return standby === 'on' ? ZONES : [FIRST_PRIMARY]
}

async function startDatabases(
  network: Network,
  databases: Databases,
  settings: LabSettings,
  signal: AbortSignal,
): Promise<void> {
  const standbyZone = otherZone(FIRST_PRIMARY)
  const primary = databases[FIRST_PRIMARY]
  if (settings.standby === 'off') return primary.startFrom(databases.template, undefined, signal)
  await settled([
    primary.startFrom(databases.template, undefined, signal),
    databases[standbyZone].startFrom(databases.template, network.relays[standbyZone].port('replication-out'), signal),
  ])
  const nodes = managedNodes(network)
  await waitForStreaming(nodes[FIRST_PRIMARY], nodes[standbyZone], 'async')
  if (settings.replication === 'sync') await setSynchronous(primary.adminUrl, applicationName(standbyZone))
}

function startManager(
  spawner: PartSpawner,
  folder: LabFolder,
  network: Network,
  settings: LabSettings,
  events: EventLog,
): Promise<LabChild> {
  const nodes = managedNodes(network)
  const config: ManagerConfig = {
    settings,
    controlSocket: folder.controlSocket(MANAGER),
    endpointSocket: folder.controlSocket('endpoint'),
    primary: nodes[FIRST_PRIMARY],
    standby: nodes[otherZone(FIRST_PRIMARY)],
  }
  return spawner.start(MANAGER, 'lab-manager', config, (line) => events.append(JSON.parse(line) as ControlPlaneEvent))
}

function managedNodes({ relays }: Network): Readonly<Record<Zone, ManagedNode>> {
  const node = (zone: Zone): ManagedNode => ({
    id: databaseId(zone),
    url: sqlUrl(relays[zone].port('sql'), 'postgres'),
    applicationName: applicationName(zone),
    agentPort: relays[zone].port('agent'),
    writerPort: relays[zone].port('sql'),
  })
  return { a: node('a'), b: node('b') }
}

function outsideUrls(relay: RelayHandle): OutsideUrls {
  return {
    database: sqlUrl(relay.port('sql')),
    service: urlOf(relay.port('service-1')),
  }
}

function frontsOf({ border, zone }: Regions): NonNullable<LabInfo['fronts']> {
  return { 'region-a': urlOf(border.port('front')), 'region-b': urlOf(zone.relay.port('front')) }
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`
}

async function untilCustomersAreServed(customerUrl: string, signal: AbortSignal): Promise<void> {
  await waitFor(
    'an order to be read by way of the load balancer',
    () => answers(`${customerUrl}/orders/latest?writer=lab`),
    {
      timeoutMs: CUSTOMER_PATH_TIMEOUT_MS,
      everyMs: 20,
      signal,
    },
  )
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).status === 200
  } catch {
    return false
  }
}

/** Like `Promise.all`, but does not go on before all have ended: what is still starting could not be cleared away. */
async function settled<Results extends readonly unknown[]>(
  promises: readonly [...{ [Index in keyof Results]: Promise<Results[Index]> }],
): Promise<Results> {
  const all: readonly Promise<unknown>[] = promises
  const results = await Promise.allSettled(all)
  const failed = results.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  return results.map((result) => (result.status === 'fulfilled' ? result.value : undefined)) as unknown as Results
}
