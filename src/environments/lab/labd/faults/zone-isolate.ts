import { monotonicNow } from '../../../../system/clock.ts'
import { evidence, type LabFault } from './lab-fault.ts'
import { openZone, recheckZone, resolveZone, zoneIsOpen, borderIsSilent, zoneOf } from './zone-target.ts'

/**
 * A zone is cut off in both directions, without a word: its relay stands still. Everything inside lives on, and its
 * clients go on talking to its database; an asynchronous primary goes on acknowledging to them.
 */
export const zoneIsolate: LabFault<'zone.isolate'> = {
  resolve: resolveZone,

  async inject(lab, target) {
    const { relay } = lab.zone(await recheckZone(lab, target))
    const askedNs = monotonicNow()
    await relay.stop()
    const returnedNs = monotonicNow()
    await relay.block()
    return { askedNs, returnedNs }
  },

  async verify(lab, target) {
    const zone = zoneOf(target)
    const { relay, database, services } = lab.zone(zone)
    const silent = await borderIsSilent(relay)
    const living = [
      ...(database.alive ? [database.id] : []),
      ...services.instances.filter(({ alive }) => alive).map(({ id }) => id),
    ]
    return evidence(silent.holds, `${silent.text}; inside live ${living.join(', ')}`)
  },

  undo: openZone,
  undone: zoneIsOpen,
}
