import type { ControlPlaneSighting } from '../model/evidence.ts'
import type { Interval } from '../model/interval.ts'
import type { Leg, LegName, RungMeasurement } from '../model/judgement.ts'
import { msToNs, nsToMs } from './units.ts'

/** The legs of a recovery, in their order. A leg ends where the next one begins. */
const LEGS = ['detect', 'decide', 'fail over', 'route', 'warm'] as const satisfies readonly LegName[]

/**
 * Which event of a control plane ends which leg. `detect`: the system knows. `decide`: it acts on what it knows.
 * `fail over`: somebody can serve again.
 */
const ENDS_LEG: Readonly<Record<string, LegName>> = {
  'primary-lost': 'detect',
  'switchover-requested': 'detect',
  'standby-lost': 'detect',
  'instance-lost': 'detect',
  'instance-unhealthy': 'detect',
  'zone-lost': 'detect',
  'region-lost': 'detect',
  alarm: 'detect',
  fenced: 'decide',
  'fence-unconfirmed': 'decide',
  'region-fenced': 'decide',
  'primary-stopped': 'decide',
  'instance-replacing': 'decide',
  promoted: 'fail over',
  'instance-replaced': 'fail over',
  'endpoint-moved': 'route',
}

/** Which event ends a further leg where none does by its kind: who asks for a switchover has decided. */
const ALSO_ENDS: Readonly<Record<string, LegName>> = { 'switchover-requested': 'decide' }

/** When the first event at or after the fault said that the system knows of it; undefined when none did. Nanoseconds. */
export function detectedAt(events: readonly ControlPlaneSighting[], fault: Interval): Interval | undefined {
  return firstOf(events, 'detect', fault.lo ?? -Infinity)?.at
}

/**
 * Where the time of a recovery went, from the fault to the recovery, both at the late end: the legs add up to the upper
 * end of RTA, on which a pass rests.
 *
 * - **route** ends where the ladder's writes arrive again: seen by a client, so it comes first. An event of the control
 *   plane is only asked where no rung tells.
 * - **detect**, **decide** and **fail over** end with an event of the control plane: no client can see them.
 *   Where its own control plane tells nothing of one, an event does that says by itself which legs it ends: whoever
 *   restarts a process knows that it died. Such a one measures nothing: the time to detect is the system's own.
 * - **warm** ends with the recovery itself.
 *
 * Events of a provider may come long after what they tell of. One that lies behind the recovery, or before the end of
 * an earlier leg, is not used: no leg is ever negative. A stretch between two known ends in which a leg's own end is not
 * known belongs to no leg: unattributed.
 *
 * @param fault - nanoseconds
 * @param recovery - nanoseconds
 */
export function whereTheTimeWent(
  fault: Interval,
  recovery: Interval,
  events: readonly ControlPlaneSighting[],
  ladder: readonly RungMeasurement[],
): Leg[] {
  if (fault.lo === null || recovery.hi === null) return []
  const ends = endsOf(fault.lo, recovery.hi, events, ladder)
  const legs: Leg[] = []
  let [fromNs, expected] = [fault.lo, 0]
  for (const { leg, atNs, source } of ends) {
    const position = LEGS.indexOf(leg)
    const ms = nsToMs(atNs - fromNs)
    const known = position === expected
    legs.push(known ? { leg, ms, source } : { leg: 'unattributed', ms, source: null })
    fromNs = atNs
    expected = position + 1
  }
  return legs
}

interface End {
  readonly leg: LegName
  readonly atNs: number
  readonly source: 'ladder' | 'control-plane' | 'probes'
}

/** The ends that are known, in the order of the legs and of time. */
function endsOf(
  faultNs: number,
  recoveryNs: number,
  events: readonly ControlPlaneSighting[],
  ladder: readonly RungMeasurement[],
): End[] {
  const known: End[] = []
  const route = rungEnd(ladder, recoveryNs)
  let notBeforeNs = faultNs
  for (const leg of LEGS) {
    const end: End | undefined =
      leg === 'warm'
        ? { leg, atNs: recoveryNs, source: 'probes' }
        : leg === 'route'
          ? (route ?? eventEnd(events, leg, faultNs, recoveryNs))
          : eventEnd(events, leg, faultNs, route?.atNs ?? recoveryNs)
    if (end === undefined || end.atNs < notBeforeNs) continue
    known.push(end)
    notBeforeNs = end.atNs
  }
  return known
}

/** Writes arrive again: the latest recovery of a writing rung. Undefined where none is climbed, or none failed. */
function rungEnd(ladder: readonly RungMeasurement[], limitNs: number): End | undefined {
  const last = ladder
    .filter(({ rung, failed }) => rung === 'write' && failed)
    .map(({ recovery: { lo, hi } }) => ({
      lo: lo === null ? null : msToNs(lo),
      hi: hi === null ? null : msToNs(hi),
    }))
    .toSorted((a, b) => (b.hi ?? Infinity) - (a.hi ?? Infinity))[0]
  const atNs = last === undefined ? undefined : endWithin(last, limitNs)
  return atNs === undefined ? undefined : { leg: 'route', atNs, source: 'ladder' }
}

function eventEnd(
  events: readonly ControlPlaneSighting[],
  leg: LegName,
  faultNs: number,
  limitNs: number,
): End | undefined {
  const told =
    firstOf(events, leg, faultNs) ??
    firstAfter(events, faultNs, ({ kind }) => ALSO_ENDS[kind] === leg) ??
    firstAfter(events, faultNs, ({ legs = [] }) => legs.includes(leg))
  const at = told?.at
  const atNs = at === undefined ? undefined : endWithin(at, limitNs)
  return atNs === undefined ? undefined : { leg, atNs, source: 'control-plane' }
}

/** The late end of an interval, or the limit if that lies inside: the effect was seen, so the cause is over. */
function endWithin({ lo, hi }: Interval, limitNs: number): number | undefined {
  if (hi !== null && hi <= limitNs) return hi
  return lo !== null && lo <= limitNs ? limitNs : undefined
}

/** An event that had ended before the fault belongs to something else. */
function firstOf(
  events: readonly ControlPlaneSighting[],
  leg: LegName,
  faultNs: number,
): ControlPlaneSighting | undefined {
  return firstAfter(events, faultNs, ({ kind }) => ENDS_LEG[kind] === leg)
}

function firstAfter(
  events: readonly ControlPlaneSighting[],
  faultNs: number,
  isMeant: (event: ControlPlaneSighting) => boolean,
): ControlPlaneSighting | undefined {
  return events
    .filter((event) => isMeant(event) && event.at.hi !== null && event.at.hi >= faultNs)
    .toSorted((a, b) => (a.at.hi ?? 0) - (b.at.hi ?? 0))[0]
}
