import { WaitTimeoutError, waitFor } from '../../../system/wait.ts'
import { RefusedError } from '../../environment.ts'
import { askOnce } from '../faults/ask-once.ts'
import type { DatabaseGroup } from '../ports/databases.ts'
import type { Restoration, RestorePoint } from '../ports/restores.ts'
import type { Reach } from '../reach.ts'
import { readEstate } from '../topology.ts'
import { copyNamed, DRILL_TAG, memberId, notOurs, restoredId } from './copy.ts'

/** How long a moment may take until it can be restored: RDS keeps its logs every five minutes. Milliseconds. */
export const RESTORABLE_WITHIN_MS = 600_000

/**
 * Has a copy of the drill's database made, as it was at a moment of the past. One whose beginning was cut short is gone on with.
 *
 * @param from - a snapshot must be one of this database: {@link snapshotNamed}
 * @returns the name of the copy
 * @throws RefusedError for a moment that cannot be restored, or when there is a database of that name already
 */
export async function beginRestore(
  reach: Reach,
  drillId: string,
  from: RestorePoint,
  patienceMs = RESTORABLE_WITHIN_MS,
): Promise<string> {
  const source = await sourceOf(reach)
  const id = restoredId(source.id, drillId)
  const restoration: Restoration = { source, id, from, tags: { [DRILL_TAG]: drillId } }
  const restores = await reach.ports.restores()
  const there = await copyNamed(reach, drillId)
  const isCutShort = there?.kind === 'cluster' && there.members.length === 0 && there.tags[DRILL_TAG] === drillId
  if (there !== undefined && !isCutShort) {
    throw new RefusedError([`${there.id} is there already`])
  }
  if (there === undefined) {
    if (typeof from === 'object' && 'at' in from) await untilRestorable(reach, from.at, patienceMs)
    const begun = async (): Promise<boolean> => (await copyNamed(reach, drillId)) !== undefined
    await askOnce(reach, () => restores.begin(restoration), begun)
  }
  if (source.kind === 'cluster') {
    const added = async (): Promise<boolean> => (await restores.instance(memberId(id))) !== undefined
    await askOnce(reach, () => restores.addMember(restoration, memberId(id)), added)
  }
  return id
}

/** @throws RefusedError */
async function untilRestorable(reach: Reach, at: Date, patienceMs: number): Promise<void> {
  const look = async (): Promise<boolean> => {
    const { latestRestorableTime: latest } = await sourceOf(reach)
    return latest === undefined || at <= latest
  }
  await waitFor('the moment', look, { timeoutMs: patienceMs, everyMs: reach.settings.pollMs }).catch(async (error) => {
    if (!(error instanceof WaitTimeoutError)) throw error
    const { id, latestRestorableTime: latest } = await sourceOf(reach)
    throw new RefusedError(
      [
        `${id} can be restored up to ${latest?.toISOString()} by now, and not yet to ${at.toISOString()}: try again later`,
      ],
      { cause: error },
    )
  })
}

/** What has the name of the drill's copy, as its clients would find it; undefined when there is none. */
export async function findRestored(
  reach: Reach,
  drillId: string,
): Promise<{ readonly id: string; readonly status: string; readonly endpoint: string } | undefined> {
  const copy = await copyNamed(reach, drillId)
  if (copy === undefined) return undefined
  const { id, kind, status, members, endpoint } = copy
  // A cluster is there before the instance that answers in its name.
  return { id, endpoint, status: kind === 'instance' ? status : (members[0]?.status ?? 'creating') }
}

/**
 * Deletes the drill's copy: only a database of exactly the name that this drill gives, and only when it says by its tag
 * that it is this drill's, and so does its instance. Nothing else is ever deleted.
 *
 * @returns its name; undefined when there was none
 * @throws RefusedError
 */
export async function endRestore(reach: Reach, drillId: string): Promise<string | undefined> {
  const copy = await copyNamed(reach, drillId)
  if (copy === undefined) return undefined
  const { id, kind, tags } = copy
  if (tags[DRILL_TAG] !== drillId) throw notOurs(id, tags[DRILL_TAG], drillId)
  const restores = await reach.ports.restores()
  if (kind === 'instance') {
    await restores.removeInstance(id, false)
    return id
  }
  const member = await restores.instance(memberId(id))
  if (member !== undefined) {
    if (member.tags[DRILL_TAG] !== drillId) throw notOurs(memberId(id), member.tags[DRILL_TAG], drillId)
    if (member.cluster !== id) throw new RefusedError([`${memberId(id)} does not stand in ${id}: nothing is deleted`])
    await restores.removeInstance(memberId(id), true)
  }
  await restores.removeCluster(id)
  return id
}

/** @throws RefusedError unless exactly one database bears the opt-in tag */
export async function sourceOf(reach: Reach): Promise<DatabaseGroup> {
  const { databases } = await readEstate(reach)
  // A copy bears no opt-in tag: it is nobody's target.
  const sources = databases.filter(({ replica }) => !replica)
  const [source, ...others] = sources
  if (source !== undefined && others.length === 0) return source
  const found = sources.map(({ id }) => id).join(', ') || 'none'
  throw new RefusedError([`one database with the opt-in tag is restored, and there are: ${found}`])
}
