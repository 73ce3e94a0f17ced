import { type Meaning, meaningOf } from '../faults/rds-events.ts'
import type { DatabaseEvent, DatabaseGroup } from '../ports/databases.ts'
import type { Reach } from '../reach.ts'
import { readEstate } from '../topology.ts'
import { onlyNew } from './once.ts'
import type { Sighting, Watcher } from './sighting.ts'

/** Kinds of the product for what RDS tells; the rest keeps RDS's words. */
const KINDS: Readonly<Partial<Record<Meaning, string>>> = {
  started: 'primary-stopped',
  completed: 'failover-completed',
  abandoned: 'failover-abandoned',
  failed: 'failover-failed',
  'fencing-timed-out': 'fence-unconfirmed',
  restarted: 'database-restarted',
}

/** RDS dates its events by the second, in milliseconds. */
const SECOND_MS = 1_000

/** Who writes, and what RDS tells. A group's status and writer are dated by our own looks: RDS's own word comes late. */
export function databaseWatcher(reach: Reach, since: Date): Watcher {
  let before = new Map<string, DatabaseGroup>()
  /** How far a restore leads, by group. */
  const restorable = new Map<string, number>()
  const isNew = onlyNew(({ source, message }: DatabaseEvent) => `${source} ${message}`)
  return {
    name: 'rds',
    clocks: reach.clocks,
    async look() {
      const [{ databases }, events] = await Promise.all([
        readEstate(reach),
        reach.ports.databases().then((port) => port.events(since)),
      ])
      const changes = databases.flatMap((group) => [
        ...changesOf(before.get(group.arn), group),
        ...restorableSighting(group, restorable, reach.clocks.now('rds') ?? unheardNow()),
      ])
      before = new Map(databases.map((group) => [group.arn, group]))
      const news = events.filter((event) => event.at >= since && isNew(event))
      return [
        ...changes,
        ...news.map((event): Sighting => {
          const meaning = meaningOf(event)
          return {
            kind: (meaning && KINDS[meaning]) ?? 'rds-event',
            component: event.source,
            text: event.message,
            source: 'rds:DescribeEvents',
            at: { from: event.at, to: new Date(event.at.getTime() + SECOND_MS) },
          }
        }),
      ]
    },
  }
}

/** How much a point-in-time restore would lose now, whenever it leads further: a witness beside the ledger of writes, which judges. */
function restorableSighting(
  { id, arn, latestRestorableTime: at }: DatabaseGroup,
  told: Map<string, number>,
  now: { readonly lo: number; readonly hi: number },
): Sighting[] {
  if (at === undefined || told.get(arn) === at.getTime()) return []
  told.set(arn, at.getTime())
  return [
    {
      kind: 'restorable',
      component: id,
      text: `${id} can be restored up to ${at.toISOString()}`,
      source: 'rds:LatestRestorableTime',
      figures: {
        lagFromMs: Math.max(0, now.lo - at.getTime()),
        lagToMs: Math.max(0, now.hi - at.getTime()),
      },
    },
  ]
}

function changesOf(before: DatabaseGroup | undefined, now: DatabaseGroup): Sighting[] {
  if (before === undefined) return []
  const source = `rds:Describe${now.kind === 'cluster' ? 'DBClusters' : 'DBInstances'}`
  const [was, is] = [placeOf(before), placeOf(now)]
  return [
    ...(before.status === 'available' && now.status !== 'available'
      ? [{ kind: 'switchover-requested', component: now.id, text: `${now.id} is ${now.status}`, source }]
      : []),
    ...(was === is ? [] : [{ kind: 'promoted', component: now.id, text: `the writer of ${now.id} is ${is}`, source }]),
    ...(before.status !== 'available' && now.status === 'available'
      ? [{ kind: 'redundancy-restored', component: now.id, text: `${now.id} is available`, source }]
      : []),
  ]
}

/** A Multi-AZ instance keeps its name and changes its zone. */
function placeOf({ members }: DatabaseGroup): string {
  const writer = members.find((member) => member.writer)
  return `${writer?.id ?? 'nobody'} in ${writer?.zone ?? 'an unknown zone'}`
}

/** Where the service's clock was never heard: ours. */
function unheardNow(): { readonly lo: number; readonly hi: number } {
  const nowMs = Date.now()
  return { lo: nowMs, hi: nowMs }
}
