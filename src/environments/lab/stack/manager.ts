import { serve } from '../../../system/rpc.ts'
import { waitFor, WaitTimeoutError } from '../../../system/wait.ts'
import type { ManagedNode } from '../manager/config.ts'
import { managerHandlers } from '../manager/control.ts'
import { FailoverManager } from '../manager/failover-manager.ts'
import { waitForStreaming } from '../manager/redundancy.ts'
import { moveEndpoint, whereTo } from '../manager/remote-calls.ts'
import { applicationName, databaseId, type Zone } from '../names.ts'
import { isInRecovery, setSynchronous } from '../postgres/sql.ts'
import type { LabSettings } from '../settings.ts'
import { reportLine } from '../process/child-side.ts'
import { onTermination, say } from './part.ts'
import { ANY_ADDRESS, STACK_PORTS } from './ports.ts'
import { labSettings, variables } from './variables.ts'

/** How long the databases may take for their first start. */
const START_TIMEOUT_MS = 60_000
/** How long the first copy of the primary may take until it streams. */
const FIRST_COPY_TIMEOUT_MS = 30_000
/** How long a standby that was there before is looked for: commits may be waiting for one that is lost. */
const STREAMS_TIMEOUT_MS = 1_000
const PROBE_TIMEOUT_MS = 1_000

/** `stack-manager`: the failover manager; its events are its standard output, one a line. */
export async function runStackManager(): Promise<void> {
  const { ENDPOINT } = variables(['ENDPOINT'])
  const settings = labSettings()
  const endpoint = { host: ENDPOINT, port: STACK_PORTS.agent }
  const control = { host: ANY_ADDRESS, port: STACK_PORTS.agent }
  onTermination()
  const led = await whereTo(endpoint)
  const { primary, standby, redundant } = await findPair(settings.replication, led === undefined)
  const manager = new FailoverManager(
    { settings, controlSocket: control, endpointSocket: endpoint, primary, standby },
    reportLine,
  )
  // The connections of those who are led there already are none of its business.
  if (led?.host !== primary.host) await moveEndpoint(endpoint, primary, 0)
  await serve(control, managerHandlers(manager))
  const pair = redundant ? `the pair is redundant (${settings.replication})` : `${standby.id} does not stream`
  say('failover-manager', `${pair}, ${primary.id} is the writer`)
  await manager.run()
}

interface Pair {
  readonly primary: ManagedNode
  readonly standby: ManagedNode
  /** Whether the standby streams, and commits wait for it where they shall. What is not so, is mended by the manager. */
  readonly redundant: boolean
}

/**
 * Who is the primary is asked, never remembered: the manager may be started again after any failover.
 *
 * @param first - the stack has never served yet: the first copy of the primary may still be in the making
 * @throws WaitTimeoutError when none answers, or both say that they are the primary
 */
async function findPair(replication: LabSettings['replication'], first: boolean): Promise<Pair> {
  const [a, b] = [managedNode('a'), managedNode('b')]
  const wait = { timeoutMs: START_TIMEOUT_MS, everyMs: 100 }
  const primary = await waitFor(
    'one database to be the primary',
    async () => {
      const [aIs, bIs] = await Promise.all([isPrimary(a), isPrimary(b)])
      return aIs === bIs ? undefined : aIs ? a : b
    },
    wait,
  )
  const standby = primary === a ? b : a
  try {
    const timeoutMs = first ? FIRST_COPY_TIMEOUT_MS : STREAMS_TIMEOUT_MS
    await waitForStreaming(primary, standby, 'async', timeoutMs)
    if (replication === 'sync') {
      await setSynchronous(primary.url, standby.applicationName)
      await waitForStreaming(primary, standby, 'sync', timeoutMs)
    }
    return { primary, standby, redundant: true }
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error
    return { primary, standby, redundant: false }
  }
}

async function isPrimary({ url }: ManagedNode): Promise<boolean> {
  return isInRecovery(url, PROBE_TIMEOUT_MS).then(
    (standby) => !standby,
    () => false,
  )
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
