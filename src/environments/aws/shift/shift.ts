import { formatMs } from '../../../model/duration.ts'
import { RefusedError } from '../../environment.ts'
import { askOnce } from '../faults/ask-once.ts'
import type { ZonalShift } from '../ports/shifts.ts'
import type { Reach } from '../reach.ts'
import { refuseToLeaveNobody, shiftableBalancer, zoneOf } from './balancer.ts'

/** ARC takes whole minutes, from one to three days. */
const MINUTE_MS = 60_000
const LONGEST_MINUTES = 3 * 24 * 60

/**
 * Leads the traffic of the drill's load balancer away from a zone. It comes back by itself when the time is over, whoever is
 * left by then.
 *
 * @param given - name or id of the zone
 * @param forMs - whole minutes, one to three days
 * @returns name of the zone
 * @throws RefusedError
 */
export async function beginShift(reach: Reach, drillId: string, given: string, forMs: number): Promise<string> {
  const minutes = forMs / MINUTE_MS
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > LONGEST_MINUTES) {
    throw new RefusedError([
      `a shift for ${formatMs(forMs)} cannot be asked for: whole minutes, from 1m to 72h, can be`,
    ])
  }
  const balancer = await shiftableBalancer(reach)
  const zone = zoneOf(balancer, given)
  const isOurs = (shift: ZonalShift): boolean => shift.comment === commentOf(drillId) && shift.awayFrom === zone.id
  const other = balancer.now.shifts.find((shift) => !isOurs(shift))
  if (other !== undefined) {
    const { awayFrom, expiresAt, comment } = other
    throw new RefusedError([
      `${balancer.name} is led away from ${awayFrom} already, until ${expiresAt.toISOString()}: '${comment}'`,
    ])
  }
  if (balancer.now.shifts.some(isOurs)) return zone.name
  await refuseToLeaveNobody(reach, balancer, zone)
  const port = await reach.ports.shifts()
  const wanted = { resource: balancer.arn, awayFrom: zone.id, comment: commentOf(drillId) }
  await askOnce(
    reach,
    () => port.start(wanted, minutes),
    async () => (await port.managed(balancer.arn))?.shifts.some(isOurs) === true,
  )
  return zone.name
}

/**
 * Ends the drill's shift; nobody else's is ever ended.
 *
 * @returns name of the zone that gets traffic again; undefined when there was no shift of this drill
 */
export async function endShift(reach: Reach, drillId: string): Promise<string | undefined> {
  const balancer = await shiftableBalancer(reach)
  const ours = balancer.now.shifts.find(({ comment }) => comment === commentOf(drillId))
  if (ours === undefined) return undefined
  await (await reach.ports.shifts()).cancel(ours.id)
  return zoneOf(balancer, ours.awayFrom).name
}

/** Name of the zone that gets no traffic, whoever shifted it; undefined: there is none. */
export async function shiftedZone(reach: Reach): Promise<string | undefined> {
  const balancer = await shiftableBalancer(reach)
  const { shifts, weights } = balancer.now
  const shift = shifts.find(({ awayFrom }) => weights[awayFrom] === 0)
  return shift === undefined ? undefined : zoneOf(balancer, shift.awayFrom).name
}

/** By its comment a shift is known to be the drill's: shifts bear no tags. */
function commentOf(drillId: string): string {
  return `blackstart drill ${drillId}`
}
