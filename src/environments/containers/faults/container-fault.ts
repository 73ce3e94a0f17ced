import { monotonicNow } from '../../../system/clock.ts'
import type {
  EnvironmentFault,
  Evidence,
  Fault,
  InjectionReceipt,
  IntendedInjection,
  ResolvedTarget,
} from '../../../model/fault.ts'
import type { Hands } from '../engine/hands.ts'
import type { Stack } from '../stack.ts'

/** What a fault needs to act: the containers, and the helper, which is started when it is first needed. */
export interface Reach {
  readonly stack: Stack
  readonly hands: () => Promise<Hands>
}

/** One family of faults: how it finds its target, what it does, and how that ends. */
export interface ContainerFault<Kind extends EnvironmentFault['kind']> {
  resolve(reach: Reach, fault: Extract<Fault, { kind: Kind }>, faultIndex: number): Promise<readonly ResolvedTarget[]>
  /** @throws TargetMovedError */
  inject(reach: Reach, target: IntendedInjection): Promise<InjectionReceipt>
  /** Does it again to what was started again since: only where a restart would end the fault. */
  keep?(reach: Reach, target: IntendedInjection): Promise<void>
  verify(reach: Reach, target: IntendedInjection): Promise<Evidence>
  /** Whether it is in force still, before it is undone: only of what a restart would have ended. */
  held?(reach: Reach, target: IntendedInjection): Promise<Evidence>
  undo(reach: Reach, target: IntendedInjection): Promise<void>
  undone(reach: Reach, target: IntendedInjection): Promise<Evidence>
  /** The command that a person can paste. */
  byHand(reach: Reach, target: IntendedInjection): string
}

/** A statement, as of now. */
export function evidence(holds: boolean, text: string): Evidence {
  return { holds, text, observedAtNs: monotonicNow() }
}

/** That something is over, by a look that must itself have come off: what nobody could see is not known to be gone. */
export async function lookedOver(look: () => Promise<unknown>, text: string): Promise<Evidence> {
  try {
    await look()
    return evidence(true, text)
  } catch (error) {
    return evidence(false, error instanceof Error ? error.message : String(error))
  }
}

/** Does something and brackets it. */
export async function receipt(act: () => Promise<unknown>): Promise<InjectionReceipt> {
  const askedNs = monotonicNow()
  await act()
  return { askedNs, returnedNs: monotonicNow() }
}
