import type { IntendedInjection } from '../../../model/fault.ts'
import { TargetMovedError } from '../../environment.ts'
import type { DatabaseEvent, DatabaseGroup } from '../ports/databases.ts'
import type { Reach } from '../reach.ts'
import { groupOf } from './group-of.ts'
import { type Meaning, meaningOf } from './rds-events.ts'

/** RDS dates its events by the second, in milliseconds. */
const SECOND_MS = 1_000
/** By so much its clock may be behind ours where it was never heard, in milliseconds. */
const UNHEARD_MS = 4_000

/** Databases that are to fail over, as they were before: by this their failover is known. Kept in the ledger with a target. */
export interface FailingOver {
  readonly database: string
  readonly arn: string
  readonly kind: DatabaseGroup['kind']
  readonly writer: string
  /** Of the writer. */
  readonly zone: string
  /** Ids of its members: RDS tells of them, too. */
  readonly members: string
  /** By the clock of RDS, at the earliest. */
  readonly sinceMs: number
}

export function failingOver({ clocks }: Pick<Reach, 'clocks'>, group: DatabaseGroup): FailingOver {
  const writer = group.members.find((member) => member.writer)
  return {
    database: group.id,
    arn: group.arn,
    kind: group.kind,
    writer: writer?.id ?? '',
    zone: writer?.zone ?? '',
    members: group.members.map(({ id }) => id).join(' '),
    sinceMs: clocks.now('rds')?.lo ?? Date.now() - UNHEARD_MS,
  }
}

/** Those that a target is to have failed over, by its identity in the ledger. */
export function failingOverIn({ identity }: Pick<IntendedInjection, 'identity'>): readonly FailingOver[] {
  const { failing, database } = identity
  if (typeof failing === 'string') return JSON.parse(failing) as readonly FailingOver[]
  return database === undefined ? [] : [identity as unknown as FailingOver]
}

/**
 * Whoever fails over is to be what it was when it was guarded: after a failover of somebody else another zone would be hit, and
 * ours could not be told from that one.
 *
 * @throws TargetMovedError
 */
export async function refuseMoved(
  reach: Reach,
  target: Pick<IntendedInjection, 'identity' | 'component'>,
): Promise<void> {
  for (const was of failingOverIn(target)) {
    const group = await groupOf(reach, was)
    if (group?.status === 'available' && !hasMoved(group, was)) continue
    throw new TargetMovedError(target.component, describeGroup(group))
  }
}

/** What was looked at, and whether it is what was asked for. */
interface Look {
  readonly holds: boolean
  readonly text: string
}

/** What RDS shows of a failover: that it has begun, or that it will not be; undefined while it shows nothing. */
export async function failoverShown(reach: Reach, was: FailingOver): Promise<Look | undefined> {
  const told = await toldSince(reach, was)
  const abandoned = abandonedIn(told)
  if (abandoned !== undefined) return { holds: false, text: abandoned }
  const begun = toldOfOurs(told, was)
  if (begun !== undefined) return { holds: true, text: `RDS tells: ${begun.message}` }
  const group = await groupOf(reach, was)
  return group !== undefined && hasMoved(group, was) ? { holds: true, text: describeGroup(group) } : undefined
}

/** That RDS has given a failover up, at any time since it was asked for, in its words; undefined while it has not. */
export async function failoverAbandoned(reach: Reach, was: FailingOver): Promise<string | undefined> {
  return abandonedIn(await toldSince(reach, was))
}

/** Of a cluster another member writes; a Multi-AZ instance lives in another zone, which it may say minutes late. */
export function hasMoved(group: DatabaseGroup, was: Pick<FailingOver, 'writer' | 'zone'>): boolean {
  const writer = group.members.find((member) => member.writer)
  if (group.kind === 'cluster') return writer?.id !== was.writer
  return (writer?.zone ?? '') !== was.zone
}

export function describeGroup(group: DatabaseGroup | undefined): string {
  if (group === undefined) return 'it is not there any more'
  const writer = group.members.find((member) => member.writer)
  return `${group.id} is ${group.status}, its writer is ${writer?.id ?? 'nobody'} in ${writer?.zone ?? 'an unknown zone'}`
}

interface Told extends DatabaseEvent {
  readonly meaning: Meaning | undefined
}

/** What RDS has told of these databases since. */
async function toldSince({ ports }: Reach, was: FailingOver): Promise<readonly Told[]> {
  const since = new Date(was.sinceMs - SECOND_MS)
  const events = await (await ports.databases()).events(since)
  const ours = new Set([was.database, ...was.members.split(' ')])
  return events
    .filter(({ source, at }) => ours.has(source) && at >= since)
    .map((event) => ({ ...event, meaning: meaningOf(event) }))
}

function abandonedIn(told: readonly Told[]): string | undefined {
  const found = told.find(({ meaning }) => meaning === 'abandoned' || meaning === 'failed')
  return found === undefined ? undefined : `RDS did not do it: ${found.message}`
}

/**
 * The word of RDS that says that what we asked for has begun. RDS tells late: a word that names the old writer as the new one
 * is about the failover before, and of an instance, where no member is named, a completion alone may be.
 */
function toldOfOurs(told: readonly Told[], { writer, kind }: FailingOver): Told | undefined {
  const about = told.filter(({ message }) => !message.split(/[\s,.:;]+/).includes(writer))
  const started = about.find(({ meaning }) => meaning === 'started')
  return started ?? (kind === 'cluster' ? about.find(({ meaning }) => meaning === 'completed') : undefined)
}
