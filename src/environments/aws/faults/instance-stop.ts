import { readEstate } from '../topology.ts'
import type { AwsFault } from './aws-fault.ts'
import { BY_FIS } from './by-fis.ts'
import { composed, fisRoleOf } from './experiment.ts'
import { durationOf, stopping } from './lasting.ts'
import { byZone, isInZone } from './zone.ts'

/**
 * Instances are stopped, and run again when it ends: at its duration by FIS, before that by us. One experiment stops all of
 * them: FIS runs few at a time, and one after the other they would be minutes apart.
 */
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
    const [first, ...others] = running
    if (first === undefined || running.length < count) return []
    const names = running.map(({ name }) => name).join(', ')
    const spec = composed(`Blackstart: ${fault.kind} of ${names}`.slice(0, MOST_DESCRIBED), [
      stopping(running, durationOf(reach, fault)),
    ])
    return [
      {
        target: {
          fault,
          faultIndex,
          component: first.name,
          alsoHits: others.map(({ name }) => name),
          // At its duration it ends by itself, whoever is left.
          reversal: 'expires',
          precondition: `${names} ${others.length === 0 ? 'runs' : 'run'}`,
          identity: { stops: running.map(({ id }) => id).join(' '), experiment: JSON.stringify(spec) },
        },
        hits: running,
      },
    ]
  },
}

/** FIS takes descriptions of so many characters. */
const MOST_DESCRIBED = 512
