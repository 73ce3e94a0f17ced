import { monotonicNow } from '../../../../system/clock.ts'
import { evidence, type LabFault } from './lab-fault.ts'
import { openZone, recheckZone, resolveZone, zoneIsOpen, borderIsSilent, zoneOf } from './zone-target.ts'

/**
 * A zone is gone. First its relay stands still, so that every hop across the border is silent; only then everything behind
 * it is killed. In the other order clients would be told by resets and refusals, which no lost zone ever sends.
 *
 * Undoing opens the border of an empty zone; to fill it again is the system's business.
 */
export const zoneLose: LabFault<'zone.lose'> = {
  resolve: resolveZone,

  async inject(lab, target) {
    const { relay, services, database } = lab.zone(await recheckZone(lab, target))
    const askedNs = monotonicNow()
    await relay.stop()
    const returnedNs = monotonicNow()
    await relay.block()
    await Promise.all([...services.instances.map((instance) => instance.kill()), database.fence()])
    return { askedNs, returnedNs }
  },

  async verify(lab, target) {
    const zone = zoneOf(target)
    const { relay, database, services } = lab.zone(zone)
    const living = services.instances.filter(({ alive }) => alive).map(({ id }) => id)
    if (database.alive) living.push(database.id)
    if (living.length > 0) return evidence(false, `${living.join(', ')} live on in zone ${zone}`)
    const silent = await borderIsSilent(relay)
    return evidence(silent.holds, `${silent.text}; nothing lives in zone ${zone}`)
  },

  undo: openZone,
  undone: zoneIsOpen,
}
