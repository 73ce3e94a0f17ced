import type { IntendedInjection } from '../../../model/fault.ts'
import { NoTargetError, RefusedError } from '../../environment.ts'
import type { DatabaseGroup, DatabaseMember } from '../ports/databases.ts'
import type { AwsSettings } from '../settings.ts'
import { readEstate } from '../topology.ts'
import { askOnce } from './ask-once.ts'
import { type AwsFault, evidence } from './aws-fault.ts'
import { groupOf } from './group-of.ts'
import { composed, fisRoleOf } from './experiment.ts'
import {
  type FailingOver,
  describeGroup,
  failingOver,
  failingOverIn,
  failoverAbandoned,
  failoverShown,
  hasMoved,
  refuseMoved,
} from './failing-over.ts'
import { withMembers } from './members.ts'
import { because, untilSeen } from './until-seen.ts'

/** How long RDS may take to show that it has begun: its word comes late, and is no clock. Milliseconds. */
const BEGUN_MS = 120_000
/** How long one look at whether it is over may take, in milliseconds; undoing looks several times. */
const OVER_MS = 25_000

/**
 * RDS is asked for a failover. Not a crash: nobody has to detect anything, and the report says so. An RDS instance
 * cannot be crashed from outside at all.
 */
export const databaseFailover: AwsFault<'database.failover'> = {
  async resolve(reach, fault, faultIndex) {
    const { databases } = await readEstate(reach)
    const viaFis = reach.settings.via === 'fis'
    if (viaFis) fisRoleOf(reach)
    return meant(databases, reach.settings).flatMap((group) => {
      const writer = group.members.find((member) => member.writer)
      const to = successorIn(group)
      if (writer === undefined || to === undefined) return []
      // FIS names no member.
      const takesOver = viaFis ? `RDS chooses who takes over, as a rule ${to.id}` : `${to.id} takes over`
      const target = {
        fault,
        faultIndex,
        component: writer.id,
        reversal: 'replaced-by-system',
        precondition: `${group.id} is available, its writer is ${writer.id} in ${writer.zone ?? 'an unknown zone'}, and ${takesOver}`,
        identity: {
          ...failingOver(reach, group),
          to: to.id,
          ...(viaFis ? { experiment: JSON.stringify(failoverByFis(group)) } : {}),
        },
      } as const
      return [{ target, hits: withMembers([{ id: group.id, arn: group.arn, tags: group.tags }], [group]) }]
    })
  },

  async inject(reach, target) {
    const { kind, database, to } = target.identity
    await refuseMoved(reach, target)
    const databases = await reach.ports.databases()
    return await askOnce(
      reach,
      () =>
        kind === 'cluster'
          ? databases.failoverCluster(String(database), String(to))
          : databases.rebootWithFailover(String(database)),
      async () => {
        const seen = await groupOf(reach, target.identity)
        return seen !== undefined && (seen.status !== 'available' || hasMoved(seen, asBefore(target)))
      },
    )
  },

  async verify(reach, target) {
    const was = asBefore(target)
    const sight = await untilSeen(() => failoverShown(reach, was), {
      timeoutMs: reach.settings.shownWithinMs ?? BEGUN_MS,
      everyMs: reach.settings.pollMs,
    })
    const { seen } = sight
    if (seen === undefined) {
      const nothing = `RDS took the request, and ${target.identity['database']} shows nothing of a failover`
      return evidence(false, nothing + because(sight))
    }
    return evidence(seen.holds, seen.holds ? `${seen.text}; detection was not exercised` : seen.text)
  },

  async held(reach, target) {
    const abandoned = await failoverAbandoned(reach, asBefore(target))
    return evidence(abandoned === undefined, abandoned ?? 'RDS has given nothing up')
  },

  async undo() {
    // A failover leaves nothing behind that is ours: the group has changed roles, and its members are as good as before.
  },

  async undone(reach, target) {
    const settled = async (): Promise<DatabaseGroup | undefined> => {
      const group = await groupOf(reach, target.identity)
      return group?.status === 'available' ? group : undefined
    }
    const sight = await untilSeen(settled, { timeoutMs: OVER_MS, everyMs: reach.settings.pollMs })
    if (sight.seen !== undefined) return evidence(true, `no failover is under way: ${describeGroup(sight.seen)}`)
    return evidence(false, `a failover of ${target.identity['database']} may be under way${because(sight)}`)
  },

  byHand: () => undefined,
}

/**
 * The database that a drill means. Several would fail over one after the other, minutes apart, and the time measured would
 * be that of all of them: then they must have been named.
 *
 * @throws RefusedError, NoTargetError
 */
function meant(
  databases: readonly DatabaseGroup[],
  { expectedTargets, optInTag }: AwsSettings,
): readonly DatabaseGroup[] {
  const writers = databases.filter(({ replica }) => !replica)
  const candidates = writers.filter((group) => successorIn(group) !== undefined)
  if (candidates.length === 0) refuseBusy(writers)
  if (expectedTargets !== undefined) {
    const named = candidates.filter(({ id, arn }) => expectedTargets.includes(id) || expectedTargets.includes(arn))
    // What was not expected is refused with its name, as for any fault.
    return named.length > 0 ? named : candidates
  }
  if (candidates.length < 2) return candidates
  throw new RefusedError([
    `database.failover would fail over ${candidates.length} databases, one after the other: ` +
      `${candidates.map(({ id }) => id).join(', ')}; name those that are meant in expectedTargets, ` +
      `or take the tag ${optInTag.key} from the others`,
  ])
}

/** @throws NoTargetError where somebody stands by, and is not ready */
function refuseBusy(databases: readonly DatabaseGroup[]): void {
  const busy = databases.flatMap(({ members }) => members.filter(({ writer }) => !writer))
  if (busy.length === 0) return
  const states = busy.map(({ id, status }) => `${id} is ${status}`).join(', ')
  throw new NoTargetError(`database.failover: nobody could take over now: ${states}; wait until one is available`)
}

/** Who takes over: as RDS itself would choose, so that what is drilled is what would happen. */
function successorIn({ members }: DatabaseGroup): DatabaseMember | undefined {
  return members
    .filter(({ writer, status }) => !writer && status === 'available')
    .toSorted((left, right) => tierOf(left) - tierOf(right) || (left.id < right.id ? -1 : 1))[0]
}

/** RDS promotes the reader with the lowest tier; one that has none comes last. */
function tierOf({ promotionTier = 15 }: DatabaseMember): number {
  return promotionTier
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

function asBefore(target: IntendedInjection): FailingOver {
  const [was] = failingOverIn(target)
  if (was === undefined) throw new RangeError(`${target.component} was not resolved for a failover`)
  return was
}
