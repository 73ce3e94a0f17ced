import type { Fault, IntendedInjection, SystemFault } from '../../../../model/fault.ts'
import type { FaultPlane } from '../../../environment.ts'
import { EpochGate } from '../epoch-gate.ts'
import type { Lab } from '../lab.ts'
import { dataDrop } from './data-drop.ts'
import { databaseFailover } from './database-failover.ts'
import { databaseFreeze } from './database-freeze.ts'
import { databaseKill } from './database-kill.ts'
import { Expiry } from './expiry.ts'
import { instanceFreeze } from './instance-freeze.ts'
import { instanceTerminate } from './instance-terminate.ts'
import type { LabFault } from './lab-fault.ts'
import { regionIsolate } from './region-isolate.ts'
import { replicationHold } from './replication-hold.ts'
import { standbyLose } from './standby-lose.ts'
import { zoneIsolate } from './zone-isolate.ts'
import { zoneLose } from './zone-lose.ts'

/** Every kind of fault that the lab can inject. */
const FAULTS: { readonly [Kind in SystemFault['kind']]: LabFault<Kind> } = {
  'database.kill': databaseKill,
  'database.freeze': databaseFreeze,
  'database.failover': databaseFailover,
  'data.drop': dataDrop,
  'standby.lose': standbyLose,
  'instance.terminate': instanceTerminate,
  'instance.freeze': instanceFreeze,
  'zone.lose': zoneLose,
  'zone.isolate': zoneIsolate,
  'region.isolate': regionIsolate,
  'replication.hold': replicationHold,
}

/** The fault plane where it acts: in labd, which owns the processes. */
export function labFaultPlane(lab: Lab): FaultPlane {
  const epochs = new EpochGate()
  const of = (target: IntendedInjection): LabFault<SystemFault['kind']> => {
    epochs.see(target.epoch)
    return familyOf(target.fault)
  }
  const expiry = new Expiry((target) => familyOf(target.fault).undo(lab, target))
  return {
    resolve: (fault, faultIndex) => familyOf(fault).resolve(lab, fault as SystemFault, faultIndex),
    inject: async (target) => {
      epochs.pass(target.epoch)
      const receipt = await of(target).inject(lab, target)
      expiry.begin(target)
      return receipt
    },
    verify: async (target) => of(target).verify(lab, target),
    undo: async (target) => {
      expiry.end(target)
      await of(target).undo(lab, target)
    },
    undone: async (target) => of(target).undone(lab, target),
  }
}

/** @throws RangeError for a fault that is not the lab's */
function familyOf(fault: Fault): LabFault<SystemFault['kind']> {
  if (!Object.hasOwn(FAULTS, fault.kind)) throw new RangeError(`'${fault.kind}' is not injected by the lab`)
  // The compiler cannot see that a fault goes to its own family only.
  return FAULTS[fault.kind as SystemFault['kind']] as LabFault<SystemFault['kind']>
}
