import { setTimeout as sleep } from 'node:timers/promises'
import { durationMs } from '../../../model/duration.ts'
import {
  type EnvironmentFault,
  type Evidence,
  type Fault,
  type IntendedInjection,
  isUserFault,
} from '../../../model/fault.ts'
import type { FaultPlane } from '../../environment.ts'
import { type ContainerFault, evidence, type Reach } from './container-fault.ts'
import { databaseKill, instanceTerminate } from './crash.ts'
import { diskFull } from './disk-full.ts'
import { databaseFailover } from './failover.ts'
import { databaseFreeze, instanceFreeze } from './freeze.ts'
import { Keeper } from './keeper.ts'
import { instanceLimit } from './limit.ts'
import { networkCut, networkLoss } from './network-drop.ts'
import { networkLatency } from './network-latency.ts'
import { networkBandwidth } from './network-shape.ts'
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

/** How long a fault may take to be done again to a container that starts, in milliseconds. */
const AGAIN_MS = 500

/** The fault plane; it keeps nothing that another process would need to undo. */
export function containerFaultPlane(reach: Reach): FaultPlane {
  const timers = new Map<number, NodeJS.Timeout>()
  const keeper = new Keeper(reach.stack, async (target) => familyOf(target.fault).keep?.(reach, target))
  const undo = (target: IntendedInjection): Promise<void> =>
    keeper.release(target, () => familyOf(target.fault).undo(reach, target))
  /** What was seen of faults that have a time of their own, when that was over. */
  const ended = new Map<number, Evidence | undefined>()
  const held = async (target: IntendedInjection): Promise<Evidence | undefined> => {
    const look = (): Promise<Evidence | undefined> =>
      keeper.settled(async () => familyOf(target.fault).held?.(reach, target))
    const seen = await look()
    if (seen === undefined || seen.holds) return seen
    // It may have been started again in this very moment.
    await sleep(AGAIN_MS)
    return look()
  }
  const endInTime = async (target: IntendedInjection, after: string): Promise<void> => {
    const { injectionId } = target
    ended.set(injectionId, await held(target).catch((error: unknown) => evidence(false, String(error))))
    await undo(target).catch((error: unknown) => {
      ended.set(injectionId, evidence(false, `it was to end after ${after}, and could not be undone: ${String(error)}`))
    })
  }
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
        const after = fault.for
        timers.set(
          injectionId,
          setTimeout(() => void endInTime(target, after), durationMs(fault.for)),
        )
      }
      return injected
    },
    verify: (target) => familyOf(target.fault).verify(reach, target),
    held: async (target) => (ended.has(target.injectionId) ? ended.get(target.injectionId) : held(target)),
    undo: (target) => {
      clearTimeout(timers.get(target.injectionId))
      return undo(target)
    },
    undone: (target) => familyOf(target.fault).undone(reach, target),
    byHand: (target) => (isUserFault(target.fault) ? undefined : familyOf(target.fault).byHand(reach, target)),
  }
}

/** @throws RangeError for what cannot be injected here */
function familyOf(fault: Fault): ContainerFault<EnvironmentFault['kind']> {
  if (!Object.hasOwn(FAULTS, fault.kind)) throw new RangeError(`'${fault.kind}' is not injected in containers`)
  // The compiler cannot see that a fault goes to its own family only.
  return FAULTS[fault.kind as keyof typeof FAULTS] as unknown as ContainerFault<EnvironmentFault['kind']>
}
