import { evidence, type LabFault } from './lab-fault.ts'
import { borderIsSilent, cutBorder, openZone, recheckZone, resolveZone, zoneIsOpen, zoneOf } from './zone-target.ts'

/**
 * A zone is cut off in both directions, without a word: its relay stands still. Everything inside lives on, and its
 * clients go on talking to its database; an asynchronous primary goes on acknowledging to them.
 */
export const zoneIsolate: LabFault<'zone.isolate'> = {
  resolve: resolveZone,

  inject: async (lab, target) => cutBorder(lab.zone(await recheckZone(lab, target)).relay),

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
