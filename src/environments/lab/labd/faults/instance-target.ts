import type {
  InstanceFreeze,
  InstanceTerminate,
  IntendedInjection,
  ResolvedTarget,
  Reversal,
} from '../../../../model/fault.ts'
import { identify, isAlive, type ProcessIdentity } from '../../../../system/identity.ts'
import { TargetMovedError } from '../../../environment.ts'
import type { Lab } from '../lab.ts'

/** The instances that a selector means; none when there are fewer than it asks for. */
export function resolveInstances(
  lab: Lab,
  fault: InstanceTerminate | InstanceFreeze,
  faultIndex: number,
  reversal: Reversal,
): readonly ResolvedTarget[] {
  const { zone: inZone, count = 1 } = fault
  const zones = [...lab.zoneParts].filter(([zone]) => inZone === undefined || zone === inZone)
  const living = zones.flatMap(([zone, { services }]) =>
    services.instances.filter(({ identity }) => isAlive(identity)).map((instance) => ({ zone, instance })),
  )
  if (living.length < count) return []
  return living.slice(0, count).map(({ zone, instance: { id, identity, ports } }) => ({
    fault,
    faultIndex,
    component: id,
    reversal,
    precondition: `process ${identity.pid} of ${id} lives`,
    identity: { pid: identity.pid, startedAt: identity.startedAt, zone, port: ports['http'] ?? 0 },
  }))
}

/**
 * The process that the target was resolved to.
 *
 * @throws TargetMovedError when it is gone
 */
export function recheckInstance(target: IntendedInjection): ProcessIdentity {
  const wanted = instanceOf(target)
  if (identify(wanted.pid)?.startedAt !== wanted.startedAt) {
    throw new TargetMovedError(target.component, `${target.component} is not process ${wanted.pid} any more`)
  }
  return wanted
}

export function instanceOf({ identity }: IntendedInjection): ProcessIdentity {
  return { pid: Number(identity['pid']), startedAt: String(identity['startedAt']) }
}
