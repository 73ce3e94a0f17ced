import type { NodeGroup, ReplicationGroup } from '@aws-sdk/client-elasticache'
import type { AwsTag } from '../../../scenario/aws-types.ts'
import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { everyPage } from '../clients/every-page.ts'
import { guarded } from '../clients/guarded.ts'
import { type Tags, bears, tagsOf } from './tags.ts'

/** Caches of ElastiCache that stand in for each other: a replication group. */
export interface CacheGroup {
  readonly id: string
  readonly arn: string
  /** For example `available`, `modifying`. */
  readonly status: string
  /** Whether another zone takes over by itself. */
  readonly multiAz: boolean
  readonly tags: Tags
  readonly members: readonly CacheMember[]
}

export interface CacheMember {
  readonly id: string
  readonly zone: string
  /** Undefined where nobody tells: of groups in cluster mode. */
  readonly primary?: boolean
  readonly address: string
}

/** Something that ElastiCache tells that it did. Its events have no ids. */
export interface CacheEvent {
  readonly source: string
  readonly at: Date
  readonly message: string
}

/** What drills ask of ElastiCache; all of it is looking. */
export interface CachesPort {
  /** The groups that bear a tag. What was tagged in the last minute may be taken for what it was. */
  groups(tag: AwsTag): Promise<readonly CacheGroup[]>
  events(since: Date): Promise<readonly CacheEvent[]>
}

/** For so long the tags of a group are known: each has to be asked for by itself. Milliseconds. */
const KNOWN_MS = 60_000

export async function elastiCaches(access: AwsAccess): Promise<CachesPort> {
  const cache = await import('@aws-sdk/client-elasticache')
  const client = guarded(new cache.ElastiCacheClient(clientOptions(access, 'reads')), 'elasticache', access)
  let known: { readonly untilMs: number; readonly tags: ReadonlyMap<string, Tags> } | undefined

  const described = async (): Promise<readonly ReplicationGroup[]> => {
    const groups: ReplicationGroup[] = []
    for await (const page of everyPage(cache.paginateDescribeReplicationGroups({ client }, {}))) {
      groups.push(...(page.ReplicationGroups ?? []))
    }
    return groups
  }
  const tagsAt = async (arns: readonly string[]): Promise<ReadonlyMap<string, Tags>> => {
    const tags = new Map<string, Tags>()
    for (const ResourceName of arns) {
      const { TagList } = await client.send(new cache.ListTagsForResourceCommand({ ResourceName }))
      tags.set(ResourceName, tagsOf(TagList))
    }
    return tags
  }

  return {
    async groups(tag) {
      const isKnown = known !== undefined && performance.now() < known.untilMs
      if (isKnown && ![...(known?.tags.values() ?? [])].some((tags) => bears(tags, tag))) return []
      const groups = await described()
      if (!isKnown) {
        const tags = await tagsAt(groups.flatMap(({ ARN }) => ARN ?? []))
        known = { untilMs: performance.now() + KNOWN_MS, tags }
      }
      return groups
        .map((group) => groupFrom(group, known?.tags.get(group.ARN ?? '') ?? {}))
        .filter(({ tags }) => bears(tags, tag))
    },
    async events(since) {
      const events: CacheEvent[] = []
      for await (const page of everyPage(cache.paginateDescribeEvents({ client }, { StartTime: since }))) {
        for (const { SourceIdentifier: source = '', Date: at, Message: message = '' } of page.Events ?? []) {
          if (at !== undefined) events.push({ source, at, message })
        }
      }
      return events
    },
  }
}

function groupFrom(group: ReplicationGroup, tags: Tags): CacheGroup {
  return {
    id: group.ReplicationGroupId ?? '',
    arn: group.ARN ?? '',
    status: group.Status ?? 'unknown',
    multiAz: group.MultiAZ === 'enabled',
    tags,
    members: (group.NodeGroups ?? []).flatMap(membersOf),
  }
}

function membersOf({ NodeGroupMembers = [] }: NodeGroup): CacheMember[] {
  return NodeGroupMembers.map(
    ({ CacheClusterId: id = '', PreferredAvailabilityZone: zone = '', CurrentRole, ReadEndpoint }) => ({
      id,
      zone,
      ...(CurrentRole === undefined ? {} : { primary: CurrentRole === 'primary' }),
      address: ReadEndpoint === undefined ? '' : `${ReadEndpoint.Address ?? ''}:${ReadEndpoint.Port ?? ''}`,
    }),
  )
}
