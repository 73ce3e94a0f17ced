import { RefusedError } from '../../environment.ts'
import { explained } from '../clients/errors.ts'
import { askOnce } from '../faults/ask-once.ts'
import type { GlobalDatabase, GlobalMember } from '../ports/global-databases.ts'
import type { Reach } from '../reach.ts'
import { type AwayReach, drillableCluster, drilledGlobal, type DrilledGlobal } from './drilled-global.ts'

/** `failover`: now, whatever the first region does, and what it has not sent is lost. `switchover`: in order, with its help. */
export type Promotion = 'failover' | 'switchover'

/**
 * Has the second region's cluster of the drill's global database become the one that writes. There is no way back but to do
 * the same the other way round, when the first region is well.
 *
 * @param first - the account by way of its first region: asked for a switchover only
 * @returns name of the region; that it writes is told by {@link writingRegion}
 * @throws RefusedError
 */
export async function promoteSecondRegion(first: Reach, away: AwayReach, how: Promotion): Promise<string> {
  const global = await drilledGlobal(away)
  const { database, second } = global
  refuseUnderWay(database)
  refuseOtherWriter(global, first.settings.region)
  await drillableCluster(away, second)
  if (how === 'switchover') await refuseWithoutFirst(first, global)
  const port = await away.ports.globalDatabases()
  await askOnce(
    away,
    () => (how === 'switchover' ? port.switchOver(database.id, second.arn) : port.failOver(database.id, second.arn)),
    async () => hasBegun(await port.all(), database.id, second),
  )
  return away.region
}

/** Name of the region that writes; undefined while nobody does, for another one is being promoted. */
export async function writingRegion(away: AwayReach): Promise<string | undefined> {
  const { database } = await drilledGlobal(away)
  return database.failover === undefined ? database.members.find(({ writer }) => writer)?.region : undefined
}

function refuseUnderWay({ id, failover }: GlobalDatabase): void {
  if (failover === undefined) return
  throw new RefusedError([`${id} is ${failover.status} already, to ${failover.to}: wait until that is over`])
}

function refuseOtherWriter({ database, first, second }: DrilledGlobal, from: string): void {
  if (second.writer) throw new RefusedError([`${second.region} writes already: ${second.arn}`])
  if (first.writer) return
  const writer = database.members.find((member) => member.writer)?.arn ?? 'nobody'
  throw new RefusedError([
    `${database.id} is written by ${writer}, and not from ${from}: its writer is left where it is`,
  ])
}

/** A switchover waits for all that the first region has; where that does not answer, it would wait for ever. */
async function refuseWithoutFirst(reach: Reach, { first }: DrilledGlobal): Promise<void> {
  const loses = 'only with --allow-data-loss can be promoted what its region has not'
  let status: string
  try {
    status = (await drillableCluster(reach, first)).status
  } catch (error) {
    if (error instanceof RefusedError) throw error
    throw new RefusedError([`${first.region} does not answer (${explained(error)}): ${loses}`], { cause: error })
  }
  if (status !== 'available') throw new RefusedError([`${first.arn} is ${status}: ${loses}`])
}

/** After a lost answer: whether that cluster is being promoted, or writes already. */
function hasBegun(all: readonly GlobalDatabase[], id: string, { arn }: GlobalMember): boolean {
  const now = all.find((database) => database.id === id)
  return now?.failover?.to === arn || now?.members.some((member) => member.arn === arn && member.writer) === true
}
