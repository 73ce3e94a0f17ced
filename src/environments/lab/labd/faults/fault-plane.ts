import type { Fault, IntendedInjection } from '../../../../model/fault.ts'
import type { FaultPlane } from '../../../environment.ts'
import { EpochGate } from '../epoch-gate.ts'
import type { Lab } from '../lab.ts'
import { databaseKill } from './database-kill.ts'
import type { LabFault } from './lab-fault.ts'
import { replicationHold } from './replication-hold.ts'

/** Every kind of fault that the lab can inject. */
const FAULTS: { readonly [Kind in Fault['kind']]: LabFault<Kind> } = {
  'database.kill': databaseKill,
  'replication.hold': replicationHold,
}

/** The fault plane where it acts: in labd, which owns the processes. */
export function labFaultPlane(lab: Lab): FaultPlane {
  const epochs = new EpochGate()
  const of = (target: IntendedInjection): LabFault<Fault['kind']> => {
    epochs.see(target.epoch)
    return familyOf(target.fault.kind)
  }
  return {
    resolve: (fault, faultIndex) => familyOf(fault.kind).resolve(lab, fault, faultIndex),
    inject: async (target) => {
      epochs.pass(target.epoch)
      return of(target).inject(lab, target)
    },
    verify: async (target) => of(target).verify(lab, target),
    undo: async (target) => of(target).undo(lab, target),
    undone: async (target) => of(target).undone(lab, target),
  }
}

/** The compiler cannot see that a fault goes to its own family only. */
function familyOf(kind: Fault['kind']): LabFault<Fault['kind']> {
  return FAULTS[kind] as LabFault<Fault['kind']>
}
