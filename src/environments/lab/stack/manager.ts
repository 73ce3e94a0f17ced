import { serve } from '../../../system/rpc.ts'
import { waitFor } from '../../../system/wait.ts'
import type { ManagedNode } from '../manager/config.ts'
import { managerHandlers } from '../manager/control.ts'
import { DatabaseProbe } from '../manager/database-probe.ts'
import { FailoverManager } from '../manager/failover-manager.ts'
import { waitForStreaming } from '../manager/redundancy.ts'
import { moveEndpoint } from '../manager/remote-calls.ts'
import { applicationName, databaseId, type Zone } from '../names.ts'
import { setSynchronous } from '../postgres/sql.ts'
import { reportLine } from '../process/child-side.ts'
import { onTermination, say } from './part.ts'
import { ANY_ADDRESS, STACK_PORTS } from './ports.ts'
import { labSettings, variables } from './variables.ts'

/** How long the databases may take for their first start. */
const START_TIMEOUT_MS = 60_000
const PROBE_TIMEOUT_MS = 1_000

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
  await serve(control, managerHandlers(manager))
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
