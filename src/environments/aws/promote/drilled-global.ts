import { RefusedError } from '../../environment.ts'
import type { DatabaseGroup } from '../ports/databases.ts'
import type { GlobalDatabase, GlobalMember } from '../ports/global-databases.ts'
import { bears, type Tags } from '../ports/tags.ts'
import type { Reach } from '../reach.ts'
import { refuseTargets } from '../safety/targets.ts'
import type { AwsSettings } from '../settings.ts'

/** The account, reached by way of its second region alone: the first one may be lost. */
export interface AwayReach extends Reach {
  readonly region: string
}

/** @throws RefusedError where the team names no second region */
export function awayReach(reach: Reach): AwayReach {
  if (reach.second !== undefined) return { ...reach, ...reach.second }
  throw new RefusedError(['environments.aws.secondRegion: say to which region the first one fails over'])
}

/** The one global database of a drill, with its clusters in the two regions. */
export interface DrilledGlobal {
  readonly database: GlobalDatabase
  readonly first: GlobalMember
  readonly second: GlobalMember
}

/** @throws RefusedError unless exactly one with the opt-in tag, and no protected one, stands in both regions */
export async function drilledGlobal(away: AwayReach): Promise<DrilledGlobal> {
  const { settings, region, ports } = away
  const all = await (await ports.globalDatabases()).all()
  const found = all.flatMap((database) => {
    const [first, second] = [settings.region, region].map((name) =>
      database.members.find((member) => member.region === name),
    )
    return first === undefined || second === undefined || !mayBeDrilled(database.tags, settings)
      ? []
      : [{ database, first, second }]
  })
  const [one, ...others] = found
  if (one !== undefined && others.length === 0) return one
  const names = found.map(({ database }) => database.id).join(', ') || 'none'
  throw new RefusedError([
    `one global database with the opt-in tag, and no protected one, in ${settings.region} and ${region} is promoted, ` +
      `and there are: ${names}`,
    ...(found.length === 0 ? await replicasIn(away) : []),
  ])
}

/** Why what there may be instead is not promoted: nothing would fence its source. */
async function replicasIn({ ports, settings, region }: AwayReach): Promise<readonly string[]> {
  const groups = await (await ports.databases()).groups()
  const replicas = groups.filter(
    ({ kind, replica, tags }) => kind === 'instance' && replica && mayBeDrilled(tags, settings),
  )
  return replicas.map(
    ({ id }) =>
      `${id} in ${region} is a read replica of an instance: promoted, it leaves a source behind that may go on taking writes, ` +
      'and RDS fences nobody; that is for people, by `aws rds promote-read-replica`, when the source is known to be dead',
  )
}

/**
 * That the cluster of one region may be drilled as well: tags are not inherited.
 *
 * @returns it
 * @throws RefusedError
 */
export async function drillableCluster(
  { ports, settings: { optInTag, protectedTags } }: Pick<Reach, 'ports' | 'settings'>,
  { arn, region }: GlobalMember,
): Promise<DatabaseGroup> {
  const cluster = (await (await ports.databases()).groups()).find((group) => group.arn === arn)
  if (cluster === undefined) throw new RefusedError([`${arn} is not among the clusters in ${region}`])
  refuseTargets([{ id: arn, tags: cluster.tags }], { optInTag, protectedTags })
  return cluster
}

function mayBeDrilled(tags: Tags, { optInTag, protectedTags }: AwsSettings): boolean {
  return bears(tags, optInTag) && !protectedTags.some((tag) => bears(tags, tag))
}
