import type { Evidence, InjectionReceipt, IntendedInjection, ResolvedTarget, UserFault } from '../../model/fault.ts'
import { monotonicNow } from '../../system/clock.ts'

/** One family of faults that people bring. Like an environment's, but what it needs is all in the target. */
export interface UserFaultFamily<Kind extends UserFault['kind']> {
  resolve(fault: Extract<UserFault, { kind: Kind }>, faultIndex: number): ResolvedTarget
  inject(target: IntendedInjection): Promise<InjectionReceipt>
  verify(target: IntendedInjection): Promise<Evidence>
  undo(target: IntendedInjection): Promise<void>
  undone(target: IntendedInjection): Promise<Evidence>
  /** What a person can do when the undo fails for good. */
  byHand(target: IntendedInjection): string
}

/** A statement, as of now. */
export function evidence(holds: boolean, text: string): Evidence {
  return { holds, text, observedAtNs: monotonicNow() }
}
