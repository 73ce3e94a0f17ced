import type { IntendedInjection } from '../../../../model/fault.ts'
import { monotonicNow } from '../../../../system/clock.ts'
import { isAlive } from '../../../../system/identity.ts'
import { TargetMovedError } from '../../../environment.ts'
import { databaseId, otherZone, relayId, ZONES, type Zone } from '../../names.ts'
import type { Database } from '../database.ts'
import type { Lab } from '../lab.ts'
import { evidence, type LabFault } from './lab-fault.ts'

/** The side of the primary: what is held has not left its zone, and goes down with it. */
const ROUTE = 'replication-in'

/**
 * The link to the standby is held: WAL waits in the relay of the primary's zone, and nothing is refused. When the primary
 * is killed, what waits is dropped first ({@link dropHeldReplication}): it is lost, as it would be with its zone.
 */
export const replicationHold: LabFault<'replication.hold'> = {
  async resolve(lab, fault, faultIndex) {
    const primary = await lab.databaseWithRole('primary')
    if (primary === undefined) return []
    const { relay } = lab.zones[primary.zone]
    const { pid, startedAt } = relay.child.identity
    return [
      {
        fault,
        faultIndex,
        component: databaseId(otherZone(primary.zone)),
        reversal: 'inverse',
        precondition: `${primary.id} is the primary, and ${relay.child.id} (process ${pid}) carries its replication`,
        identity: { zone: primary.zone, relay: relay.child.id, pid, startedAt, route: ROUTE },
      },
    ]
  },

  async inject(lab, target) {
    const zone = zoneOf(target)
    const { relay, database } = lab.zones[zone]
    if (!isAlive(relay.child.identity) || relay.child.identity.pid !== target.identity['pid']) {
      throw new TargetMovedError(target.component, `${relayId(zone)} is not process ${target.identity['pid']} any more`)
    }
    if ((await database.role()) !== 'primary') {
      throw new TargetMovedError(target.component, `${database.id} is not the primary any more`)
    }
    const askedNs = monotonicNow()
    await relay.setMode(ROUTE, 'hold')
    return { askedNs, returnedNs: monotonicNow() }
  },

  async verify(lab, target) {
    const { relay } = lab.zones[zoneOf(target)]
    const { mode, connections } = await relay.state(ROUTE)
    return evidence(
      mode !== 'ok',
      `${relay.child.id} says of its route ${ROUTE}: ${mode}, ${connections} connection(s) on it`,
    )
  },

  async undo(lab, target) {
    const { relay } = lab.zones[zoneOf(target)]
    if (isAlive(relay.child.identity) && !relay.silent) await relay.setMode(ROUTE, 'ok')
  },

  async undone(lab, target) {
    const { relay } = lab.zones[zoneOf(target)]
    if (!isAlive(relay.child.identity)) return evidence(true, `${relay.child.id} is gone, and the hold with it`)
    const { mode } = await relay.state(ROUTE)
    return evidence(mode === 'ok', `${relay.child.id} says of its route ${ROUTE}: ${mode}`)
  },
}

/**
 * To be called immediately before a primary is killed: resets a held link, so that not even the bytes in the buffers reach the
 * standby when it is promoted. Does nothing when the link is not held.
 */
export async function dropHeldReplication(lab: Lab, primary: Database): Promise<void> {
  const { relay } = lab.zones[primary.zone]
  // Cut off together with its zone: it drops nothing, and lets nothing through.
  if (relay.silent) return
  const { mode } = await relay.state(ROUTE)
  if (mode !== 'hold') return
  await relay.setMode(ROUTE, 'cut')
  lab.events.note('held-replication-dropped', primary.id, `${relay.child.id} dropped what it held for the standby`)
}

function zoneOf(target: IntendedInjection): Zone {
  const zone = ZONES.find((candidate) => candidate === target.identity['zone'])
  if (zone === undefined) throw new RangeError(`there is no zone '${String(target.identity['zone'])}'`)
  return zone
}
