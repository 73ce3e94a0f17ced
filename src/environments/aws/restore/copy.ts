import { createHash } from 'node:crypto'
import { RefusedError } from '../../environment.ts'
import { awsCommand } from '../faults/aws-fault.ts'
import type { DatabaseGroup } from '../ports/databases.ts'
import type { Reach } from '../reach.ts'

/** By this tag a restored database is known to be the drill's. */
export const DRILL_TAG = 'blackstart:drill'
/** RDS takes no longer name, in characters; the instance of a cluster has two more. */
const LONGEST_ID = 61

/** The one name that a drill's restored copy of a database may have: whoever knows the drill knows it. */
export function restoredId(sourceId: string, drillId: string): string {
  const mark = markOf(drillId)
  return `${sourceId.slice(0, LONGEST_ID - mark.length)}${mark}`
}

/** How the name of a drill's copy ends, whatever it is a copy of. */
function markOf(drillId: string): string {
  return `-drill-${createHash('sha256').update(drillId).digest('hex').slice(0, 10)}`
}

/** The instance of a copy that is a cluster. */
export function memberId(copyId: string): string {
  return `${copyId}-1`
}

/**
 * What has the name of the drill's copy, by how that ends: also when what it is a copy of has another name by now, or is gone.
 *
 * @returns undefined when there is none
 */
export async function copyNamed({ ports }: Reach, drillId: string): Promise<DatabaseGroup | undefined> {
  const groups = await (await ports.databases()).groups()
  return groups.find(({ id }) => id.endsWith(markOf(drillId)))
}

/** @param owner - the drill that its tag names, if it bears one */
export function notOurs(id: string, owner: string | undefined, drillId: string): RefusedError {
  const whose = owner === undefined ? 'bears no tag of a drill' : `is the copy of drill ${owner}`
  return new RefusedError([`${id} ${whose}, and this is drill ${drillId}: it is not deleted`])
}

/** What a person is to know of a copy that a drill has left. */
export interface LeftCopy {
  readonly id: string
  readonly drillId: string
  readonly text: string
  /** What deletes it. */
  readonly command: string
}

/**
 * Copies that drills have left in the account: by name and tag, and by nothing that a machine keeps. They are told and not
 * deleted, for clients may have been led to them.
 *
 * @param drillId - @default of all drills
 */
export async function copiesLeft({ ports, settings }: Reach, drillId?: string): Promise<readonly LeftCopy[]> {
  const groups = await (await ports.databases()).groups()
  return groups.flatMap(({ id, kind, status, members, tags }) => {
    const owner = tags[DRILL_TAG]
    if (owner === undefined || (drillId !== undefined && owner !== drillId) || !id.endsWith(markOf(owner))) return []
    const text = `${id}, a restored ${kind === 'cluster' ? 'cluster' : 'instance'} (${status}): delete it unless clients were led to it`
    const instances = kind === 'cluster' ? members.map((member) => member.id) : [id]
    const snapshot = kind === 'cluster' ? '' : ' --skip-final-snapshot'
    const commands = [
      ...instances.map((name) => `rds delete-db-instance --db-instance-identifier ${name}${snapshot}`),
      ...(kind === 'cluster' ? [`rds delete-db-cluster --db-cluster-identifier ${id} --skip-final-snapshot`] : []),
    ].map((words) => awsCommand(settings, words))
    return [{ id, drillId: owner, text, command: commands.join(' && ') }]
  })
}
