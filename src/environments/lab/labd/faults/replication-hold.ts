import type { IntendedInjection } from '../../../../model/fault.ts'
import { monotonicNow } from '../../../../system/clock.ts'
import { isAlive } from '../../../../system/identity.ts'
import { TargetMovedError } from '../../../environment.ts'
import { otherZone, SECOND_ZONE } from '../../names.ts'
import type { Database } from '../database.ts'
import type { Lab } from '../lab.ts'
import type { RelayHandle } from '../relay-handle.ts'
import { evidence, type LabFault } from './lab-fault.ts'

/** The side of the primary: what is held has not left its zone or region, and goes down with it. */
const ROUTE = 'replication-in'

/**
 * The link to the standby is held: WAL waits in the relay of the primary's zone, and nothing is refused. When the primary
 * is killed, what waits is dropped first ({@link dropHeldReplication}): it is lost, as it would be with its zone.
 *
 * Of two regions the link between them is held, at the border of the first one; to be cut off with that region loses it.
 */
export const replicationHold: LabFault<'replication.hold'> = {
  async resolve(lab, fault, faultIndex) {
    const primary = await lab.databaseWithRole('primary')
    if (primary === undefined) return []
    const link = linkFrom(lab, primary)
    if (link === undefined) return []
    const { relay, follower } = link
    const { pid, startedAt } = relay.child.identity
    return [
      {
        fault,
        faultIndex,
        component: follower.id,
        reversal: 'inverse',
        precondition: `${primary.id} is the primary, and ${relay.child.id} (process ${pid}) carries its replication`,
        identity: { zone: primary.zone, primary: primary.id, relay: relay.child.id, pid, startedAt, route: ROUTE },
      },
    ]
  },

  async inject(lab, target) {
    const relay = relayOf(lab, target)
    const { pid, primary } = target.identity
    if (!isAlive(relay.child.identity) || relay.child.identity.pid !== pid) {
      throw new TargetMovedError(target.component, `${relay.child.id} is not process ${pid} any more`)
    }
    if ((await lab.databaseWithRole('primary'))?.id !== primary) {
      throw new TargetMovedError(target.component, `${primary} is not the primary any more`)
    }
    const askedNs = monotonicNow()
    await relay.setMode(ROUTE, 'hold')
    return { askedNs, returnedNs: monotonicNow() }
  },

  async verify(lab, target) {
    const relay = relayOf(lab, target)
    const { mode, connections } = await relay.state(ROUTE)
    return evidence(
      mode !== 'ok',
      `${relay.child.id} says of its route ${ROUTE}: ${mode}, ${connections} connection(s) on it`,
    )
  },

  async undo(lab, target) {
    const relay = relayOf(lab, target)
    if (isAlive(relay.child.identity) && !relay.silent) await relay.setMode(ROUTE, 'ok')
  },

  async undone(lab, target) {
    const relay = relayOf(lab, target)
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
  const { relay } = lab.zone(primary.zone)
  // Cut off together with its zone: it drops nothing, and lets nothing through.
  if (relay.silent) return
  const { mode } = await relay.state(ROUTE)
  if (mode !== 'hold') return
  await relay.setMode(ROUTE, 'cut')
  lab.events.note('held-replication-dropped', primary.id, `${relay.child.id} dropped what it held for the standby`)
}

/** Where the replication of a primary can be held, and who misses it then; undefined when nobody follows it by our ways. */
function linkFrom({ regions, zones }: Lab, { zone }: Database): { relay: RelayHandle; follower: Database } | undefined {
  if (zone === SECOND_ZONE) return undefined
  if (regions !== undefined) return { relay: regions.border, follower: regions.zone.database }
  return { relay: zones[zone].relay, follower: zones[otherZone(zone)].database }
}

function relayOf(lab: Lab, { identity }: IntendedInjection): RelayHandle {
  const border = lab.regions?.border
  return border !== undefined && border.child.id === identity['relay']
    ? border
    : lab.zone(String(identity['zone'])).relay
}
