import type { Server } from 'node:net'
import { serve } from '../../../system/rpc.ts'
import { monotonicNow } from '../../../system/clock.ts'
import { waitFor } from '../../../system/wait.ts'
import type { ControlPlaneEvent } from '../../environment.ts'
import { LoadBalancer } from '../balancer/balancer.ts'
import { endpointHandlers, WriterEndpoint } from '../endpoint/endpoint.ts'
import type { ManagedNode } from '../manager/config.ts'
import { DatabaseProbe } from '../manager/database-probe.ts'
import { FailoverManager } from '../manager/failover-manager.ts'
import { waitForStreaming } from '../manager/redundancy.ts'
import { moveEndpoint } from '../manager/remote-calls.ts'
import { applicationName, databaseId, ZONES, type Zone } from '../names.ts'
import { locatePostgres } from '../postgres/binaries.ts'
import { setSynchronous } from '../postgres/sql.ts'
import { reportLine } from '../process/child-side.ts'
import { createOrderService, DEFAULT_DEADLINE_MS } from '../service/order-service.ts'
import { OrderStore, STORE_DEFAULTS } from '../service/order-store.ts'
import { DatabaseNode } from './database-node.ts'
import { ANY_ADDRESS, STACK_PORTS } from './ports.ts'
import { labSettings, placeOf, variables, VariablesError } from './variables.ts'

/** The load balancer is more patient than its clients (1 s), as managed ones are. */
const UPSTREAM_TIMEOUT_MS = 2_000

/** How long the databases may take for their first start. */
const START_TIMEOUT_MS = 60_000
const PROBE_TIMEOUT_MS = 1_000

/** `stack-database`: PostgreSQL of one zone, and its agent. */
export async function runStackDatabase(): Promise<void> {
  const { ZONE, ROLE, PEER, VOLUME } = variables(['ZONE', 'ROLE', 'PEER', 'VOLUME'])
  if (ROLE !== 'primary' && ROLE !== 'standby') throw new VariablesError(`ROLE='${ROLE}': write primary or standby`)
  const node = new DatabaseNode({
    zone: zoneNamed(ZONE),
    binaries: locatePostgres(),
    volume: VOLUME,
    peer: PEER,
  })
  onTermination(() => node.stop())
  await serve({ port: STACK_PORTS.agent, host: ANY_ADDRESS }, node.handlers())
  say(node.id, await node.firstStart(ROLE))
}

/** `stack-service`: one instance of the order service. */
export async function runStackService(): Promise<void> {
  const { ID, DATABASE_URL } = variables(['ID', 'DATABASE_URL'])
  const store = new OrderStore({ url: DATABASE_URL, ...STORE_DEFAULTS })
  onTermination()
  await listen(createOrderService(store, { id: ID, deadlineMs: DEFAULT_DEADLINE_MS }))
  say(ID, 'answers')
}

/** `stack-balancer`: the address that customers use. */
export async function runStackBalancer(): Promise<void> {
  const { TARGETS } = variables(['TARGETS'])
  const { healthIntervalMs, healthThreshold } = labSettings()
  const balancer = new LoadBalancer({
    targets: TARGETS.split(/\s+/).map((text) => ({ id: text, ...placeOf(text) })),
    health: {
      intervalMs: healthIntervalMs,
      timeoutMs: Math.min(healthIntervalMs, 5_000),
      unhealthyAfter: healthThreshold,
      healthyAfter: healthThreshold,
    },
    upstreamTimeoutMs: UPSTREAM_TIMEOUT_MS,
  })
  onTermination()
  await balancer.startHealthChecks()
  await listen(balancer.server)
  say('load-balancer', 'answers')
}

/** `stack-endpoint`: the address that follows the writer. */
export async function runStackEndpoint(): Promise<void> {
  const endpoint = await WriterEndpoint.start(labSettings().propagationMs, {
    host: ANY_ADDRESS,
    port: STACK_PORTS.sql,
  })
  onTermination()
  await serve({ port: STACK_PORTS.agent, host: ANY_ADDRESS }, endpointHandlers(endpoint))
  say('writer-endpoint', 'waits for its first target')
}

/** `stack-manager`: the failover manager; its events are its standard output, one a line. */
export async function runStackManager(): Promise<void> {
  const { ENDPOINT } = variables(['ENDPOINT'])
  const settings = labSettings()
  const [primary, standby] = [managedNode('a'), managedNode('b')]
  const endpoint = { host: ENDPOINT, port: STACK_PORTS.agent }
  const control = { host: ANY_ADDRESS, port: STACK_PORTS.agent }
  onTermination()
  await waitFor('the databases answer', () => bothAnswer(primary, standby), {
    timeoutMs: START_TIMEOUT_MS,
    everyMs: 100,
  })
  await waitForStreaming(primary, standby, 'async')
  if (settings.replication === 'sync') await setSynchronous(primary.url, standby.applicationName)
  const manager = new FailoverManager(
    { settings, controlSocket: control, endpointSocket: endpoint, primary, standby },
    reportLine,
  )
  await manager.waitUntilRedundant()
  await moveEndpoint(endpoint, primary, 0)
  await serve(control, { switchover: async () => manager.requestSwitchover() })
  say('failover-manager', `the pair is redundant (${settings.replication}), ${primary.id} is the writer`)
  await manager.run()
}

async function bothAnswer(...nodes: readonly ManagedNode[]): Promise<boolean> {
  const probes = nodes.map(({ url }) => new DatabaseProbe(url))
  const answers = await Promise.all(probes.map((probe) => probe.check(PROBE_TIMEOUT_MS)))
  for (const probe of probes) probe.close()
  return answers.every((answer) => answer === 'answers')
}

function managedNode(zone: Zone): ManagedNode {
  const id = databaseId(zone)
  return {
    id,
    url: `postgresql://postgres@${id}:${STACK_PORTS.sql}/postgres`,
    applicationName: applicationName(zone),
    host: id,
    agentPort: STACK_PORTS.agent,
    writerPort: STACK_PORTS.sql,
  }
}

function zoneNamed(text: string): Zone {
  const zone = ZONES.find((candidate) => candidate === text)
  if (zone === undefined) throw new VariablesError(`ZONE='${text}': write one of ${ZONES.join(', ')}`)
  return zone
}

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(STACK_PORTS.http, ANY_ADDRESS, resolve)
  })
}

/** The first process of a container gets no default way of ending from the kernel. */
function onTermination(end: () => Promise<void> = async () => {}): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void end().finally(() => process.exit(0)))
  }
}

/** One event a line, in the form of the control plane's. */
function say(component: string, text: string): void {
  const now = monotonicNow()
  const event: ControlPlaneEvent = { kind: 'up', component, fromNs: now, toNs: now, source: component, text }
  reportLine(event)
}
