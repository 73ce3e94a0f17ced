import { type Meaning, meaningOf } from '../faults/rds-events.ts'
import type { DatabaseEvent, DatabaseGroup } from '../ports/databases.ts'
import type { Reach } from '../reach.ts'
import { ownDatabases } from '../topology.ts'
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
  'region-completed': 'failover-completed',
  'region-failed': 'failover-failed',
}

/** RDS dates its events by the second, in milliseconds. */
const SECOND_MS = 1_000

type IsNewEvent = (event: DatabaseEvent) => boolean

/** Lets each event of RDS pass once, whichever region tells it: a global failover is told in both. */
export function newDatabaseEvents(): IsNewEvent {
  return onlyNew(({ source, message }: DatabaseEvent) => `${source} ${message}`)
}

/** Who writes, and what RDS tells. A group's status and writer are dated by our own looks: RDS's own word comes late. */
export function databaseWatcher(
  reach: Reach,
  since: Date,
  region = reach.settings.region,
  isNew: IsNewEvent = newDatabaseEvents(),
): Watcher {
  let before = new Map<string, DatabaseGroup>()
  /** How far a restore leads, by group. */
  const restorable = new Map<string, number>()
  /** Names of all that was ever seen of the system: RDS tells of everybody's databases. */
  const ours = new Set<string>()
  const places = new Map<string, Place>()
  const placeAt = ({ arn }: DatabaseGroup): Place => {
    const place = places.get(arn) ?? { known: undefined }
    places.set(arn, place)
    return place
  }
  return {
    name: `rds in ${region}`,
    clocks: reach.clocks,
    async look() {
      const [databases, events] = await Promise.all([
        ownDatabases(reach),
        reach.ports.databases().then((port) => port.events(since)),
      ])
      const changes = databases.flatMap((group) => [
        ...changesOf(before.get(group.arn), group, placeAt(group)),
        ...restorableSighting(group, restorable, reach.clocks.now('rds') ?? unheardNow()),
      ])
      before = new Map(databases.map((group) => [group.arn, group]))
      for (const { id, members } of databases) for (const name of [id, ...members.map((one) => one.id)]) ours.add(name)
      const news = events.filter((event) => ours.has(event.source) && event.at >= since && isNew(event))
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

/** What RDS calls a database that changes its writer; what else it may be busy with is no failover. */
const SWITCHING: ReadonlySet<string> = new Set(['failing-over', 'rebooting'])

function changesOf(before: DatabaseGroup | undefined, now: DatabaseGroup, place: Place): Sighting[] {
  const { id } = now
  const source = `rds:Describe${now.kind === 'cluster' ? 'DBClusters' : 'DBInstances'}`
  const sighted = (kind: string, text: string): Sighting[] => [{ kind, component: id, text, source }]
  const was = place.known
  place.known = placeOf(now) ?? was
  if (before === undefined) return []
  return [
    ...(was === place.known ? [] : sighted('promoted', `the writer of ${id} is ${place.known}`)),
    ...(before.status === now.status ? [] : sighted(kindOf(before.status, now), `${id} is ${now.status}`)),
  ]
}

/** What stood still, and comes back. */
const AWAY: ReadonlySet<string> = new Set([...SWITCHING, 'stopped', 'starting', 'failed'])

function kindOf(was: string, { status, members }: DatabaseGroup): string {
  if (SWITCHING.has(status)) return 'switchover-requested'
  // One alone has nobody beside it.
  const isWhole = status === 'available' && members.filter((member) => member.status === 'available').length > 1
  return isWhole && AWAY.has(was) ? 'redundancy-restored' : 'database-status'
}

/** Where a group's writer was when it was last seen: a look that misses it says nothing. */
interface Place {
  known: string | undefined
}

/** A Multi-AZ instance keeps its name and changes its zone. */
function placeOf({ members }: DatabaseGroup): string | undefined {
  const writer = members.find((member) => member.writer)
  return writer?.zone === undefined ? undefined : `${writer.id} in ${writer.zone}`
}

/** Where the service's clock was never heard: ours. */
function unheardNow(): { readonly lo: number; readonly hi: number } {
  const nowMs = Date.now()
  return { lo: nowMs, hi: nowMs }
}
