import type { Evidence, IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import { RefusedError } from '../../environment.ts'
import type { Reach } from '../reach.ts'
import { type AwsFault, evidence } from './aws-fault.ts'
import { BY_FIS } from './by-fis.ts'
import { composed, fisRoleOf } from './experiment.ts'
import { durationOf, lastingTarget } from './lasting.ts'

/** How long DynamoDB may take to show what FIS has done to a table, or has taken back, in milliseconds. */
export const SHOWN_MS = 120_000

/** The service that carries changes to the replicas. What it is denied, they do not get. */
const REPLICATOR = 'AWSServiceRoleForDynamoDBReplication'

/**
 * A global table of DynamoDB sends nothing to its replicas any more, and takes nothing from them. FIS does it by the table's
 * resource policy: there it can be seen, and nowhere else. DynamoDB may go on for five minutes.
 */
export const replicationPause: AwsFault<'replication.pause'> = {
  ...BY_FIS,

  async resolve(reach, fault, faultIndex) {
    fisRoleOf(reach)
    const tables = await reach.ports.tables()
    const table = await tables.table(fault.table)
    if (table === undefined) return []
    if (table.replicas.length === 0) throw new RefusedError([`${table.name} is no global table: it has no replicas`])
    if (isPaused(await tables.policy(table.arn))) {
      throw new RefusedError([`${table.name} is paused already: nobody could tell what this drill has done`])
    }
    const pause = {
      name: 'Pause-Replication',
      actionId: 'aws:dynamodb:global-table-pause-replication',
      parameters: { duration: durationOf(reach, fault) },
      key: 'Tables',
      resourceType: 'aws:dynamodb:global-table',
      arns: [table.arn],
    }
    const spec = composed(`Blackstart: ${fault.kind} of ${table.name}`, [pause])
    const identity = { arn: table.arn, stops: '', experiment: JSON.stringify(spec) }
    return [lastingTarget({ fault, faultIndex, component: table.name, identity, hits: [{ ...table, id: table.name }] })]
  },

  async verify(reach, target) {
    const begun = await BY_FIS.verify(reach, target)
    if (!begun.holds) return begun
    return (await shows(reach, target, true))
      ? evidence(
          true,
          `${begun.text}; its policy denies replication to ${REPLICATOR}, which may go on for five minutes`,
        )
      : evidence(false, `${begun.text}; and the policy of ${target.component} denies nothing: it replicates as before`)
  },

  async undone(reach, target): Promise<Evidence> {
    const over = await BY_FIS.undone(reach, target)
    if (!over.holds || (await shows(reach, target, false))) return over
    return evidence(false, `${over.text}; and the policy of ${target.component} still denies replication`)
  },
}

/** Waits until the policy of the table says so. */
async function shows(reach: Reach, { identity }: IntendedInjection, paused: boolean): Promise<boolean> {
  const tables = await reach.ports.tables()
  const waits = { timeoutMs: reach.lateMs ?? SHOWN_MS, everyMs: reach.settings.pollMs }
  const look = async (): Promise<boolean> => isPaused(await tables.policy(String(identity['arn']))) === paused
  return await waitFor('the policy of the table', look, waits).catch(() => false)
}

interface PolicyStatement {
  readonly Effect?: string
  readonly Principal?: unknown
  readonly Condition?: unknown
}

/** Whether a resource policy keeps the service from the table that carries changes to the replicas. */
function isPaused(policy: string | undefined): boolean {
  if (policy === undefined) return false
  const { Statement = [] } = JSON.parse(policy) as { Statement?: PolicyStatement | readonly PolicyStatement[] }
  return [Statement]
    .flat()
    .some(({ Effect, ...rest }) => Effect === 'Deny' && JSON.stringify(rest).includes(REPLICATOR))
}
