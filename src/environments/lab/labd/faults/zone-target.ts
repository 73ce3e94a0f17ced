import type {
  Evidence,
  InjectionReceipt,
  IntendedInjection,
  ResolvedTarget,
  ZoneIsolate,
  ZoneLose,
} from '../../../../model/fault.ts'
import { monotonicNow } from '../../../../system/clock.ts'
import { TargetMovedError } from '../../../environment.ts'
import type { LabZone } from '../../names.ts'
import type { RelayHandle } from '../relay-handle.ts'
import type { Lab } from '../lab.ts'
import { isDeposed } from './deposed.ts'
import { evidence } from './lab-fault.ts'

/** The zone that a selector means; none when no database says that it has the role. */
export async function resolveZone(
  lab: Lab,
  fault: ZoneLose | ZoneIsolate,
  faultIndex: number,
): Promise<readonly ResolvedTarget[]> {
  const zone =
    fault.of === undefined
      ? [...lab.zoneParts.keys()].find((name) => name === fault.zone)
      : (await lab.databaseWithRole(fault.of))?.zone
  if (zone === undefined) return []
  const { relay, database } = lab.zone(zone)
  const { pid, startedAt } = relay.child.identity
  const role = (await database.role()) ?? 'unknown'
  return [
    {
      fault,
      faultIndex,
      component: `zone-${zone}`,
      reversal: 'inverse',
      precondition: `zone ${zone} is reached through process ${pid} (${relay.child.id}), its database is the ${role}`,
      identity: { zone, relay: relay.child.id, pid, startedAt, role, eventsSeen: lab.events.events.length },
    },
  ]
}

/**
 * That the zone is open, and that its database still has the role by which the zone was meant. One that was named is the
 * same zone whatever becomes of its database.
 *
 * @throws TargetMovedError
 */
export async function recheckZone(lab: Lab, target: IntendedInjection): Promise<LabZone> {
  const zone = zoneOf(target)
  const { relay, database } = lab.zone(zone)
  if (relay.silent) throw new TargetMovedError(target.component, `zone ${zone} is cut off already`)
  if ((target.fault as ZoneLose | ZoneIsolate).of === undefined) return zone
  const role = (await database.role()) ?? 'unknown'
  if (role !== target.identity['role']) {
    const was = String(target.identity['role'])
    throw new TargetMovedError(target.component, `the database of zone ${zone} was the ${was} and is now the ${role}`)
  }
  return zone
}

/** Lets nothing cross the border of a zone or region any more, in either direction, without a word. */
export async function cutBorder(relay: RelayHandle): Promise<InjectionReceipt> {
  const askedNs = monotonicNow()
  await relay.stop()
  const returnedNs = monotonicNow()
  await relay.block()
  return { askedNs, returnedNs }
}

/** Proof that nothing crosses the border of a zone or region: whoever connects waits, and is not refused. */
export async function borderIsSilent(relay: RelayHandle): Promise<Evidence> {
  if (!relay.silent) return evidence(false, `${relay.child.id} is not stopped`)
  // Elsewhere the kernel may go on accepting on behalf of a stopped process: then only the traffic is held.
  if (process.platform !== 'linux') {
    return evidence(
      true,
      `${relay.child.id} is stopped: all traffic is held (that connects time out is not exercised here)`,
    )
  }
  const seen = await relay.tryAll()
  const loud = seen.filter((one) => one !== 'silent')
  return loud.length === 0
    ? evidence(true, `${relay.child.id} is stopped: connects to all ${seen.length} of its routes get no answer`)
    : evidence(
        false,
        `of ${seen.length} routes of ${relay.child.id} ${loud.length} were ${[...new Set(loud)].join(', ')}`,
      )
}

/**
 * Opens the border again. A primary that was deposed behind it is killed first: connected, it would be a second one. What
 * it acknowledged meanwhile stays on its disk, and is saved before the failover manager rebuilds it.
 */
export async function openZone(lab: Lab, target: IntendedInjection): Promise<void> {
  const { relay, database } = lab.zone(zoneOf(target))
  const wasPrimary = target.identity['role'] === 'primary'
  if (relay.silent && wasPrimary && database.alive) {
    if (await isDeposed(lab, database, Number(target.identity['eventsSeen']))) {
      await database.fence()
      lab.events.note(
        'deposed-killed',
        database.id,
        `${database.id} was deposed unfenced: killed before its zone is open`,
      )
    }
  }
  await relay.resume()
}

export async function zoneIsOpen(lab: Lab, target: IntendedInjection): Promise<Evidence> {
  const { relay } = lab.zone(zoneOf(target))
  if (relay.silent) return evidence(false, `${relay.child.id} is still stopped`)
  const { mode } = await relay.state('sql')
  return evidence(true, `${relay.child.id} answers, its route to the database is '${mode}'`)
}

export function zoneOf({ identity }: IntendedInjection): LabZone {
  return identity['zone'] as LabZone
}
