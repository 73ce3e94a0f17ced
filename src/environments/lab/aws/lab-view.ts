import { monotonicNow } from '../../../system/clock.ts'
import type { ControlPlaneEvent } from '../../environment.ts'
import type { ProviderState } from '../labd/provider.ts'
import { databaseId, otherZone, REGIONS, type Zone, ZONES } from '../names.ts'

/** Something that the lab's control plane did, on the wall's clock. */
export interface LabEvent {
  readonly kind: string
  readonly component: string
  /** When it began and when it was over, milliseconds since 1970. */
  readonly fromMs: number
  readonly toMs: number
  readonly text: string
}

/** One look at the lab: what the control plane of a cloud knows about it, or will be telling later. */
export interface LabView {
  readonly nowMs: number
  readonly state: ProviderState
  readonly events: readonly LabEvent[]
}

export function viewOf(state: ProviderState, nowMs = Date.now(), nowNs = monotonicNow()): LabView {
  const wall = (ns: string): number => nowMs - Number(BigInt(nowNs) - BigInt(ns)) / 1e6
  const events = state.events.map((event: ControlPlaneEvent) => ({
    kind: event.kind,
    component: event.component,
    fromMs: wall(event.fromNs),
    toMs: wall(event.toNs),
    text: event.text,
  }))
  return { nowMs, state, events }
}

/** The zone of the writer, as those who move it say; the first one is in zone a. */
export function writerZone({ events }: Pick<LabView, 'events'>, untilMs = Infinity): Zone {
  const promoted = events.findLast(
    ({ kind, component, toMs }) => kind === 'promoted' && toMs <= untilMs && zoneInPair(component) !== undefined,
  )
  return zoneInPair(promoted?.component ?? '') ?? 'a'
}

/** The zone of a database of the pair; undefined for that of the second region. */
export function zoneInPair(database: string): Zone | undefined {
  return ZONES.find((zone) => databaseId(zone) === database)
}

/** The database of the zone that is not the writer's. */
export function readerId(view: Pick<LabView, 'events'>): string {
  return databaseId(otherZone(writerZone(view)))
}

const BEGINNINGS = ['switchover-requested', 'primary-lost']
const ENDS = ['endpoint-moved', 'failover-failed']

/** Whether a failover has begun and is not over. */
export function isFailingOver({ events }: LabView): boolean {
  const begun = events.findLastIndex(({ kind }) => BEGINNINGS.includes(kind))
  return begun > events.findLastIndex(({ kind }) => ENDS.includes(kind))
}

/** Whether a database is gone and not yet rebuilt, as far as the failover manager has told. */
export function isRebuilding({ events }: LabView, database: string): boolean {
  const told = events.filter(({ component }) => component === database)
  const lost = told.findLastIndex(({ kind }) =>
    ['primary-stopped', 'fenced', 'standby-lost', 'primary-lost'].includes(kind),
  )
  return lost > told.findLastIndex(({ kind }) => kind === 'redundancy-restored' || kind === 'standby-rebuilt')
}

const STOPS_REGION = ['region-self-fenced', 'region-lost', 'region-fenced']

/** Whether the databases of the first region stand still, since it was cut off or given up, and follow nobody yet. */
export function isFirstRegionStopped({ events }: Pick<LabView, 'events'>): boolean {
  const stopped = events.findLastIndex(({ kind }) => STOPS_REGION.includes(kind))
  return (
    stopped > events.findLastIndex(({ kind, component }) => kind === 'redundancy-restored' && component === REGIONS[0])
  )
}

export interface Failover {
  readonly begunMs: number
  /** Whether somebody asked for it; else it was a loss. */
  readonly requested: boolean
  /** The database that was the writer. */
  readonly from: string
  /** The database that is promoted. */
  readonly to: string
  readonly end?: { readonly atMs: number; readonly failed: boolean }
}

/** All failovers, in the order of their beginnings. */
export function failovers({ events }: Pick<LabView, 'events'>): readonly Failover[] {
  const found: Failover[] = []
  for (const event of events) {
    const open = found.at(-1)
    const zone = zoneInPair(event.component)
    if (BEGINNINGS.includes(event.kind) && zone !== undefined && (open === undefined || open.end !== undefined)) {
      const to = databaseId(otherZone(zone))
      const requested = event.kind === 'switchover-requested'
      found.push({ begunMs: event.fromMs, requested, from: event.component, to })
    } else if (ENDS.includes(event.kind) && open !== undefined && open.end === undefined) {
      const end = { atMs: event.toMs, failed: event.kind === 'failover-failed' }
      found[found.length - 1] = { ...open, end }
    }
  }
  return found
}

/** When an instance was first seen to be unhealthy, if it was. */
export function unhealthySince({ events }: Pick<LabView, 'events'>, id: string): number | undefined {
  return events.findLast(({ kind, component }) => kind === 'instance-unhealthy' && component === id)?.toMs
}
