import { freePort } from '../../../system/free-port.ts'
import { waitFor } from '../../../system/wait.ts'
import type { ControlPlaneEvent } from '../../environment.ts'
import type { BalancerConfig } from '../balancer/run.ts'
import type { CustomersConfig } from '../customers/run.ts'
import type { DnsConfig } from '../dns/dns.ts'
import type { HealthCheckConfig } from '../dns/health-checks.ts'
import type { LabNetwork } from '../dns/network.ts'
import type { LabRecord } from '../dns/records.ts'
import type { LabFolder } from '../folder.ts'
import {
  applicationName,
  DNS_ZONE,
  FIRST_REGION_ROUTES,
  relayId,
  REGIONS,
  routesOf,
  SECOND_ZONE,
  SHOP_NAME,
  WRITER_NAME,
} from '../names.ts'
import { replicationState } from '../postgres/sql.ts'
import type { LabChild } from '../process/lab-child.ts'
import { portOf as portOfServer } from '../process/listen.ts'
import type { LabSettings } from '../settings.ts'
import { serve } from '../../../system/rpc.ts'
import type { Databases } from './boot-databases.ts'
import { balancerConfig } from './boot-edge.ts'
import { type Network, portOf, startRelay } from './boot-network.ts'
import { Database } from './database.ts'
import type { EventLog } from './event-log.ts'
import type { PartSpawner } from './part-spawner.ts'
import { FirstRegion, openRegionAgent } from './regions/first-region.ts'
import { IsolationResponse } from './regions/isolation-response.ts'
import { RegionManager } from './regions/region-manager.ts'
import type { Regions } from './regions/regions.ts'
import type { RelayHandle } from './relay-handle.ts'
import { ServiceGroup } from './service-group.ts'
import { zoneAgentHandlers } from './zone-agent.ts'

const BALANCER = 'load-balancer-b'
const STREAMING_TIMEOUT_MS = 30_000

/** Addresses of the regions in the DNS: documentation ones, which exist in the lab only (RFC 5737). */
const ADDRESSES = { first: '192.0.2.10', second: '198.51.100.10' } as const
const HTTP_PORT = 80
const SQL_PORT = 5_432

/** The parts of the first region that the second one is joined to. */
export interface FirstRegionParts {
  readonly spawner: PartSpawner
  readonly folder: LabFolder
  readonly settings: LabSettings
  readonly network: Network
  readonly databases: Databases
  readonly balancer: LabChild
  readonly balancerSocket: string
  readonly managerSocket: string
  readonly events: EventLog
}

/**
 * Brings up what two regions need, when the databases and the front of the first one run:
 *
 * 1. the borders, joined to each other and to the first region
 * 2. the replica, which follows by way of them; beside it services and load balancer of the second region
 * 3. the DNS, when both fronts answer its health checks; then the way of the customers
 */
export async function bootRegions(parts: FirstRegionParts, signal: AbortSignal): Promise<Regions> {
  const { spawner, folder, settings, network, databases, events } = parts
  const [border, relay] = await Promise.all([
    startRelay(spawner, folder, relayId(REGIONS[0]), FIRST_REGION_ROUTES),
    startRelay(spawner, folder, relayId(SECOND_ZONE), [...routesOf(settings.capacity), 'front']),
  ])
  const replica = new Database({
    zone: SECOND_ZONE,
    port: await freePort(),
    binaries: databases.binaries,
    folder,
    forkFolder: databases.forkFolder,
    archiveFolder: databases.archiveFolder,
  })
  const first = new FirstRegion({
    databases: [databases.a, databases.b],
    balancerSocket: parts.balancerSocket,
    managerSocket: parts.managerSocket,
    other: replica,
    replicationPort: border.port('replication-out'),
    events,
  })
  const services = new ServiceGroup(SECOND_ZONE, spawner, relay)
  const agent = await openRegionAgent(first)
  const zoneAgent = await serve(
    { port: 0 },
    zoneAgentHandlers({
      own: replica,
      other: undefined,
      services,
      replicationPort: relay.port('replication-out'),
      events,
    }),
  )
  const writerPort = portOf(network.endpoint, 'sql')
  await Promise.all([
    border.setTarget('front', portOf(parts.balancer, 'http')),
    border.setTarget('sql', writerPort),
    border.setTarget('replication-in', writerPort),
    border.setTarget('agent', portOfServer(agent)),
    border.setTarget('replication-out', relay.port('replication-in')),
    relay.setTarget('sql', replica.port),
    relay.setTarget('writer', replica.port),
    relay.setTarget('replication-in', replica.port),
    relay.setTarget('replication-out', border.port('replication-in')),
    relay.setTarget('agent', portOfServer(zoneAgent)),
  ])
  const [balancer] = await Promise.all([
    startFront(parts, services, relay),
    startReplica(databases, replica, relay, signal),
  ])
  await relay.setTarget('front', portOf(balancer, 'http'))

  const dnsSocket = folder.controlSocket('dns')
  const manager = new RegionManager({
    settings,
    border,
    relay,
    replica,
    dnsSocket,
    address: ADDRESSES.second,
    ttlSeconds: settings.dnsTtlMs / 1_000,
    events,
  })
  const lan = networkOf(border, relay)
  const dns = await startDns(parts, dnsSocket, lan, manager)
  await border.setTarget('outside', portOf(dns, 'dns'))
  const isolationResponse = new IsolationResponse(first, border.port('outside'), settings.isolationTimeoutMs, events)
  isolationResponse.start()
  const customers = await startCustomers(spawner, portOf(dns, 'dns'), lan)
  const zone = { relay, services, database: replica, agent: zoneAgent }
  return { border, first, agent, isolationResponse, zone, balancer, manager, dns, dnsSocket, customers }
}

async function startFront(
  { spawner, folder, settings }: FirstRegionParts,
  services: ServiceGroup,
  relay: RelayHandle,
): Promise<LabChild> {
  await services.launch(settings.capacity)
  const targets = services.places.map(({ route }) => ({
    id: `${SECOND_ZONE}/${route}`,
    zone: SECOND_ZONE,
    port: relay.port(route),
  }))
  const config: BalancerConfig = balancerConfig(folder.controlSocket(BALANCER), targets, settings)
  return spawner.start(BALANCER, 'lab-balancer', config)
}

async function startReplica(
  databases: Databases,
  replica: Database,
  relay: RelayHandle,
  signal: AbortSignal,
): Promise<void> {
  await replica.startFrom(databases.template, relay.port('replication-out'), signal)
  const name = applicationName(SECOND_ZONE)
  const streams = async (): Promise<boolean> =>
    (await replicationState(databases.a.adminUrl)).some(
      ({ applicationName: follower, state }) => follower === name && state === 'streaming',
    )
  await waitFor(`${replica.id} to stream`, streams, { timeoutMs: STREAMING_TIMEOUT_MS, everyMs: 20, signal })
}

function networkOf(border: RelayHandle, relay: RelayHandle): LabNetwork {
  return {
    [`${ADDRESSES.first}:${HTTP_PORT}`]: border.port('front'),
    [`${ADDRESSES.first}:${SQL_PORT}`]: border.port('sql'),
    [`${ADDRESSES.second}:${HTTP_PORT}`]: relay.port('front'),
    [`${ADDRESSES.second}:${SQL_PORT}`]: relay.port('sql'),
  }
}

async function startDns(
  { spawner, settings, events }: FirstRegionParts,
  controlSocket: string,
  network: LabNetwork,
  manager: RegionManager,
): Promise<LabChild> {
  const ttlSeconds = settings.dnsTtlMs / 1_000
  const shop = (region: string, failover: 'PRIMARY' | 'SECONDARY', address: string): LabRecord => ({
    name: SHOP_NAME,
    type: 'A',
    ttlSeconds,
    values: [address],
    setIdentifier: region,
    failover,
    healthCheckId: region,
  })
  const check = (region: string, host: string): HealthCheckConfig => ({
    id: region,
    host,
    port: HTTP_PORT,
    path: '/healthz',
    intervalMs: settings.regionHealthIntervalMs,
    threshold: settings.regionHealthThreshold,
    inverted: false,
    disabled: false,
  })
  const config: DnsConfig = {
    controlSocket,
    zone: DNS_ZONE,
    network,
    records: [
      shop(REGIONS[0], 'PRIMARY', ADDRESSES.first),
      shop(REGIONS[1], 'SECONDARY', ADDRESSES.second),
      { name: WRITER_NAME, type: 'A', ttlSeconds, values: [ADDRESSES.first] },
    ],
    healthChecks: [check(REGIONS[0], ADDRESSES.first), check(REGIONS[1], ADDRESSES.second)],
  }
  return spawner.start('dns', 'lab-dns', config, (line) => {
    const event = JSON.parse(line) as ControlPlaneEvent
    events.append(event)
    manager.heed(event)
  })
}

function startCustomers(spawner: PartSpawner, dnsPort: number, network: LabNetwork): Promise<LabChild> {
  const config: CustomersConfig = {
    dnsPort,
    network,
    destinations: {
      http: { hostname: SHOP_NAME, port: HTTP_PORT },
      sql: { hostname: WRITER_NAME, port: SQL_PORT },
    },
  }
  return spawner.start('customers', 'lab-customers', config)
}
