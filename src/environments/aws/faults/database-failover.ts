import type { IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import { TargetMovedError } from '../../environment.ts'
import type { DatabaseGroup } from '../ports/databases.ts'
import type { Reach } from '../reach.ts'
import { readEstate } from '../topology.ts'
import { askOnce } from './ask-once.ts'
import { type AwsFault, evidence } from './aws-fault.ts'
import { composed, fisRoleOf } from './experiment.ts'
import { meaningOf } from './rds-events.ts'

/** How long RDS may take to show that it has begun: its word comes late, and is no clock. Milliseconds. */
const BEGUN_MS = 120_000
/** How long one look at whether it is over may take, in milliseconds; undoing looks several times. */
const OVER_MS = 25_000
/** RDS dates its events by the second, in milliseconds. */
const SECOND_MS = 1_000
/** By so much its clock may be behind ours where it was never heard, in milliseconds. */
const UNHEARD_MS = 4_000

/**
 * RDS is asked for a failover. Not a crash: nobody has to detect anything, and the report says so. An RDS instance
 * cannot be crashed from outside at all.
 */
export const databaseFailover: AwsFault<'database.failover'> = {
  async resolve(reach, fault, faultIndex) {
    const { databases } = await readEstate(reach)
    const viaFis = reach.settings.via === 'fis'
    if (viaFis) fisRoleOf(reach)
    return databases.flatMap((group) => {
      const writer = group.members.find((member) => member.writer)
      const to = group.members.find((member) => !member.writer)
      if (writer === undefined || to === undefined) return []
      const target = {
        fault,
        faultIndex,
        component: writer.id,
        reversal: 'replaced-by-system',
        precondition: `${group.id} is available and its writer is ${writer.id} in ${writer.zone ?? 'an unknown zone'}`,
        identity: {
          arn: group.arn,
          database: group.id,
          kind: group.kind,
          writer: writer.id,
          zone: writer.zone ?? '',
          to: to.id,
          // By its own clock, at the earliest.
          sinceMs: reach.clocks.now('rds')?.lo ?? Date.now() - UNHEARD_MS,
          ...(viaFis ? { experiment: JSON.stringify(failoverByFis(group)) } : {}),
        },
      } as const
      return [{ target, hits: [{ id: group.id, arn: group.arn, tags: group.tags }] }]
    })
  },

  async inject(reach, target) {
    const { kind, database, to } = target.identity
    const group = await groupOf(reach, target)
    const now = describe(group)
    if (group?.status !== 'available' || hasMoved(group, target)) throw new TargetMovedError(target.component, now)
    const databases = await reach.ports.databases()
    return await askOnce(
      () =>
        kind === 'cluster'
          ? databases.failoverCluster(String(database), String(to))
          : databases.rebootWithFailover(String(database)),
      async () => {
        const seen = await groupOf(reach, target)
        return seen !== undefined && (seen.status !== 'available' || hasMoved(seen, target))
      },
    )
  },

  async verify(reach, target) {
    const look = async (): Promise<{ readonly holds: boolean; readonly text: string } | undefined> => {
      const told = await toldSince(reach, target)
      const abandoned = told.find(({ meaning }) => meaning === 'abandoned' || meaning === 'failed')
      if (abandoned !== undefined) return { holds: false, text: `RDS did not do it: ${abandoned.message}` }
      const begun = told.find(({ meaning }) => meaning === 'started' || meaning === 'completed')
      if (begun !== undefined) return { holds: true, text: `RDS tells: ${begun.message}` }
      const group = await groupOf(reach, target)
      if (group !== undefined && hasMoved(group, target)) return { holds: true, text: describe(group) }
      return undefined
    }
    const seen = await waitFor('the failover to begin', look, {
      timeoutMs: BEGUN_MS,
      everyMs: reach.settings.pollMs,
    }).catch(() => undefined)
    if (seen === undefined) {
      return evidence(false, `RDS took the request, and ${target.identity['database']} shows nothing of a failover`)
    }
    return evidence(seen.holds, seen.holds ? `${seen.text}; detection was not exercised` : seen.text)
  },

  async undo() {
    // A failover leaves nothing behind that is ours: the group has changed roles, and its members are as good as before.
  },

  async undone(reach, target) {
    const settled = async (): Promise<DatabaseGroup | undefined> => {
      const group = await groupOf(reach, target)
      return group?.status === 'available' ? group : undefined
    }
    const waits = { timeoutMs: OVER_MS, everyMs: reach.settings.pollMs }
    const group = await waitFor('the failover to be over', settled, waits).catch(() => undefined)
    if (group !== undefined) return evidence(true, `no failover is under way: ${describe(group)}`)
    return evidence(false, `a failover may be under way: ${describe(await groupOf(reach, target))}`)
  },

  byHand: () => undefined,
}

/** What RDS is asked for, asked for by FIS. */
function failoverByFis({ kind, id, arn }: DatabaseGroup) {
  return composed(`Blackstart: database.failover of ${id}`, [
    kind === 'cluster'
      ? {
          name: 'Failover',
          actionId: 'aws:rds:failover-db-cluster',
          key: 'Clusters',
          resourceType: 'aws:rds:cluster',
          arns: [arn],
        }
      : {
          name: 'Failover',
          actionId: 'aws:rds:reboot-db-instances',
          // By its own default it only reboots.
          parameters: { forceFailover: 'true' },
          key: 'DBInstances',
          resourceType: 'aws:rds:db',
          arns: [arn],
        },
  ])
}

async function groupOf({ ports }: Reach, { identity }: IntendedInjection): Promise<DatabaseGroup | undefined> {
  const groups = await (await ports.databases()).groups()
  return groups.find(({ arn }) => arn === identity['arn'])
}

/** Of a cluster another member writes; a Multi-AZ instance lives in another zone, which it may say minutes late. */
function hasMoved(group: DatabaseGroup, { identity }: IntendedInjection): boolean {
  const writer = group.members.find((member) => member.writer)
  if (group.kind === 'cluster') return writer?.id !== identity['writer']
  return (writer?.zone ?? '') !== identity['zone']
}

/** What RDS has told of this group since the target was resolved. */
async function toldSince({ ports }: Reach, { identity }: IntendedInjection) {
  const since = new Date(Number(identity['sinceMs']) - SECOND_MS)
  const events = await (await ports.databases()).events(since)
  const ours = new Set([identity['database'], identity['writer'], identity['to']])
  return events
    .filter(({ source, at }) => ours.has(source) && at >= since)
    .map((event) => ({ ...event, meaning: meaningOf(event) }))
}

function describe(group: DatabaseGroup | undefined): string {
  if (group === undefined) return 'it is not there any more'
  const writer = group.members.find((member) => member.writer)
  return `${group.id} is ${group.status}, its writer is ${writer?.id ?? 'nobody'} in ${writer?.zone ?? 'an unknown zone'}`
}
