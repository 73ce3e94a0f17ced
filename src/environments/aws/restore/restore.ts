import { createHash } from 'node:crypto'
import { WaitTimeoutError, waitFor } from '../../../system/wait.ts'
import { RefusedError } from '../../environment.ts'
import type { DatabaseGroup } from '../ports/databases.ts'
import type { RestoredDatabase, RestorePoint } from '../ports/restores.ts'
import type { Reach } from '../reach.ts'
import { readEstate } from '../topology.ts'

/** By this tag a restored database is known to be the drill's. */
const DRILL_TAG = 'blackstart:drill'
/** RDS takes no longer name, in characters. */
const LONGEST_ID = 63

/** The one name that a drill's restored copy of a database may have: whoever knows the drill knows it. */
export function restoredId(sourceId: string, drillId: string): string {
  const mark = createHash('sha256').update(drillId).digest('hex').slice(0, 10)
  return `${sourceId.slice(0, LONGEST_ID - mark.length - 8)}-drill-${mark}`
}

/**
 * Has a copy of the drill's database made, as it was at a moment of the past.
 *
 * @param from - a snapshot must be one of this database: {@link snapshotNamed}
 * @param patienceMs - how long a moment may take until it can be restored: RDS keeps its logs every five minutes
 * @returns the name of the copy
 * @throws RefusedError for a moment that cannot be restored, or when there is a database of that name already
 */
export async function beginRestore(
  reach: Reach,
  drillId: string,
  from: RestorePoint,
  patienceMs = 600_000,
): Promise<string> {
  const source = await sourceOf(reach)
  if (typeof from === 'object' && 'at' in from) await untilRestorable(reach, from.at, patienceMs)
  const id = restoredId(source.id, drillId)
  const restores = await reach.ports.restores()
  if ((await restores.find(source.kind, id)) !== undefined) throw new RefusedError([`${id} is there already`])
  await restores.begin({ source, id, from, tags: { [DRILL_TAG]: drillId } })
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

/** The drill's copy; undefined when there is none. */
export async function findRestored(reach: Reach, drillId: string): Promise<RestoredDatabase | undefined> {
  const { id, kind } = await sourceOf(reach)
  return await (await reach.ports.restores()).find(kind, restoredId(id, drillId))
}

/**
 * Deletes the drill's copy: only a database of exactly the name that this drill gives, and only when it says by its tag
 * that it is this drill's. Nothing else is ever deleted.
 *
 * @returns its name; undefined when there was none
 * @throws RefusedError
 */
export async function endRestore(reach: Reach, drillId: string): Promise<string | undefined> {
  const { id: sourceId, kind } = await sourceOf(reach)
  const id = restoredId(sourceId, drillId)
  const restores = await reach.ports.restores()
  const found = await restores.find(kind, id)
  if (found === undefined) return undefined
  const owner = found.tags[DRILL_TAG]
  if (owner !== drillId) {
    const whose = owner === undefined ? 'bears no tag of a drill' : `is the copy of drill ${owner}`
    throw new RefusedError([`${id} ${whose}, and this is drill ${drillId}: it is not deleted`])
  }
  await restores.remove(kind, id)
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
