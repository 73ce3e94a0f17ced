import { durationMs } from '../../../model/duration.ts'
import { type EnvironmentFault, type Fault, type IntendedInjection, isUserFault } from '../../../model/fault.ts'
import type { FaultPlane } from '../../environment.ts'
import type { ContainerFault, Reach } from './container-fault.ts'
import { databaseKill, instanceTerminate } from './crash.ts'
import { diskFull } from './disk-full.ts'
import { databaseFailover } from './failover.ts'
import { databaseFreeze, instanceFreeze } from './freeze.ts'
import { Keeper } from './keeper.ts'
import { instanceLimit } from './limit.ts'
import { networkBandwidth, networkCut, networkLatency, networkLoss } from './network.ts'
import { replicationHold } from './replication-hold.ts'
import { standbyLose } from './standby-lose.ts'
import { instanceRestart, instanceStop } from './stop.ts'
import { zoneIsolate, zoneLose } from './zone.ts'

/** Every kind of fault that can be injected in containers. */
const FAULTS = {
  'database.kill': databaseKill,
  'database.freeze': databaseFreeze,
  'instance.terminate': instanceTerminate,
  'instance.freeze': instanceFreeze,
  'instance.stop': instanceStop,
  'instance.restart': instanceRestart,
  'instance.limit': instanceLimit,
  'zone.lose': zoneLose,
  'zone.isolate': zoneIsolate,
  'standby.lose': standbyLose,
  'database.failover': databaseFailover,
  'replication.hold': replicationHold,
  'network.cut': networkCut,
  'network.loss': networkLoss,
  'network.latency': networkLatency,
  'network.bandwidth': networkBandwidth,
  'disk.full': diskFull,
} as const satisfies { readonly [Kind in EnvironmentFault['kind']]?: ContainerFault<Kind> }

export const CONTAINER_FAULT_KINDS = Object.keys(FAULTS) as (keyof typeof FAULTS)[]

/** The fault plane; it keeps nothing that another process would need to undo. */
export function containerFaultPlane(reach: Reach): FaultPlane {
  const timers = new Map<number, NodeJS.Timeout>()
  const keeper = new Keeper(reach.stack, async (target) => familyOf(target.fault).keep?.(reach, target))
  const undo = (target: IntendedInjection): Promise<void> =>
    keeper.release(target, () => familyOf(target.fault).undo(reach, target))
  return {
    resolve: (fault, faultIndex) => familyOf(fault).resolve(reach, fault as never, faultIndex),
    inject: async (target) => {
      const family = familyOf(target.fault)
      // Before, so that a restart in the same moment is not missed.
      if (family.keep !== undefined) await keeper.hold(target)
      const injected = await family.inject(reach, target).catch(async (error: unknown) => {
        // What was refused must not come true with the next container that starts.
        await keeper.drop(target)
        throw error
      })
      const { fault, injectionId } = target
      if ('for' in fault && fault.for !== undefined) {
        // When this process is killed first, the watchdog undoes it at once.
        timers.set(
          injectionId,
          setTimeout(() => void undo(target).catch(() => {}), durationMs(fault.for)),
        )
      }
      return injected
    },
    verify: (target) => familyOf(target.fault).verify(reach, target),
    undo: (target) => {
      clearTimeout(timers.get(target.injectionId))
      return undo(target)
    },
    undone: (target) => familyOf(target.fault).undone(reach, target),
    byHand: (target) => (isUserFault(target.fault) ? undefined : familyOf(target.fault).byHand(target)),
  }
}

/** @throws RangeError for what cannot be injected here */
function familyOf(fault: Fault): ContainerFault<EnvironmentFault['kind']> {
  if (!Object.hasOwn(FAULTS, fault.kind)) throw new RangeError(`'${fault.kind}' is not injected in containers`)
  // The compiler cannot see that a fault goes to its own family only.
  return FAULTS[fault.kind as keyof typeof FAULTS] as unknown as ContainerFault<EnvironmentFault['kind']>
}
