import type { CacheGroup } from '../ports/caches.ts'
import type { Reach } from '../reach.ts'
import { onlyNew } from './once.ts'
import type { Sighting, Watcher } from './sighting.ts'

/** ElastiCache dates its events by the second, in milliseconds. */
const SECOND_MS = 1_000

/** Who is the primary of each cache, and what ElastiCache tells of them; an account without caches is asked for them now and then. */
export function cacheWatcher(reach: Reach, since: Date): Watcher {
  let before = new Map<string, CacheGroup>()
  const isNew = onlyNew(({ source, message }: { source: string; message: string; at: Date }) => `${source} ${message}`)
  return {
    name: 'elasticache',
    clocks: reach.clocks,
    async look() {
      const port = await reach.ports.caches()
      const groups = await port.groups(reach.settings.optInTag)
      const changes = groups.flatMap((group) => changesOf(before.get(group.arn), group))
      before = new Map(groups.map((group) => [group.arn, group]))
      if (groups.length === 0) return []
      const ours = new Set(groups.flatMap(({ id, members }) => [id, ...members.map((member) => member.id)]))
      const news = (await port.events(since)).filter(
        (event) => ours.has(event.source) && event.at >= since && isNew(event),
      )
      return [
        ...changes,
        ...news.map((event): Sighting => ({
          kind: 'cache-event',
          component: event.source,
          text: event.message,
          source: 'elasticache:DescribeEvents',
          at: { from: event.at, to: new Date(event.at.getTime() + SECOND_MS) },
        })),
      ]
    },
  }
}

function changesOf(before: CacheGroup | undefined, now: CacheGroup): Sighting[] {
  if (before === undefined) return []
  const source = 'elasticache:DescribeReplicationGroups'
  const sighted = (kind: string, text: string): Sighting => ({ kind, component: now.id, text, source })
  const primaries = primariesOf(now)
  return [
    ...(primaries === '' || primaries === primariesOf(before)
      ? []
      : [sighted('cache-promoted', `the primary of ${now.id} is ${primaries}`)]),
    ...(before.status === now.status ? [] : [sighted('cache-status', `${now.id} is ${now.status}`)]),
  ]
}

/** One for each shard; empty while there is none, or nobody tells. */
function primariesOf({ members }: CacheGroup): string {
  return members
    .filter(({ primary }) => primary === true)
    .map(({ id, zone }) => `${id} in ${zone}`)
    .join(', ')
}
