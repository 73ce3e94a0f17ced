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
  /** How far back a restore would have led at worst, by group. */
  const worstMs = new Map<string, number>()
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
        ...restorableSighting(group, worstMs, reach.clocks.now('rds')?.hi ?? Date.now()),
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

/** A backup lags behind: told at first, and whenever it lags by so much more, in milliseconds. */
const MORE_LAG_MS = 60_000

/** How much a point-in-time restore would lose now: a witness beside the ledger of writes, which judges. */
function restorableSighting(
  { id, arn, latestRestorableTime }: DatabaseGroup,
  worstMs: Map<string, number>,
  nowMs: number,
): Sighting[] {
  if (latestRestorableTime === undefined) return []
  const lagMs = Math.max(0, nowMs - latestRestorableTime.getTime())
  const worst = worstMs.get(arn)
  if (worst !== undefined && lagMs < worst + MORE_LAG_MS) return []
  worstMs.set(arn, lagMs)
  return [
    {
      kind: 'restorable',
      component: id,
      text: `${id} can be restored up to ${latestRestorableTime.toISOString()}`,
      source: 'rds:LatestRestorableTime',
      figures: { restorableLagSeconds: lagMs / 1_000 },
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
