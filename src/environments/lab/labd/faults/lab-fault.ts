import type { Evidence, Fault, InjectionReceipt, IntendedInjection, ResolvedTarget } from '../../../../model/fault.ts'
import { monotonicNow } from '../../../../system/clock.ts'
import type { Lab } from '../lab.ts'

/** One family of faults in the lab: how it finds its target, what it does, and how that ends. */
export interface LabFault<Kind extends Fault['kind']> {
  resolve(lab: Lab, fault: Extract<Fault, { kind: Kind }>, faultIndex: number): Promise<readonly ResolvedTarget[]>
  /** @throws TargetMovedError */
  inject(lab: Lab, target: IntendedInjection): Promise<InjectionReceipt>
  verify(lab: Lab, target: IntendedInjection): Promise<Evidence>
  undo(lab: Lab, target: IntendedInjection): Promise<void>
  undone(lab: Lab, target: IntendedInjection): Promise<Evidence>
}

/** A statement, as of now. */
export function evidence(holds: boolean, text: string): Evidence {
  return { holds, text, observedAtNs: monotonicNow() }
}
