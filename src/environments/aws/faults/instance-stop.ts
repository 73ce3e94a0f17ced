import type { AwsFault } from './aws-fault.ts'
import { BY_FIS } from './by-fis.ts'
import { composed, fisRoleOf } from './experiment.ts'
import { durationOf, lastingTarget, stopping } from './lasting.ts'
import { readEstate } from '../topology.ts'
import { byZone, isInZone } from './zone.ts'

/** Instances are stopped, and run again when it ends: at its duration by FIS, before that by us. */
export const instanceStop: AwsFault<'instance.stop'> = {
  ...BY_FIS,
  async resolve(reach, fault, faultIndex) {
    fisRoleOf(reach)
    const { role, zone, count = 1 } = fault
    const { instances } = await readEstate(reach)
    const running = instances
      .filter(({ state }) => role === 'service' && state === 'running')
      .filter((instance) => zone === undefined || isInZone(instance.zone, zone))
      .toSorted((left, right) => (byZone(left) < byZone(right) ? -1 : 1))
      .slice(0, count)
    if (running.length < count) return []
    return running.map((instance) => {
      const stop = stopping([instance], durationOf(reach, fault))
      const spec = composed(`Blackstart: ${fault.kind} of ${instance.name}`, [stop])
      const identity = { zone: instance.zone, stops: instance.id, experiment: JSON.stringify(spec) }
      return lastingTarget({ fault, faultIndex, component: instance.name, identity, hits: [instance] })
    })
  },
}
