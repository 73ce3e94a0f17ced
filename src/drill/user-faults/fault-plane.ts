import type { FaultPlane } from '../../environments/environment.ts'
import {
  type Fault,
  type IntendedInjection,
  isUserFault,
  type ResolvedTarget,
  type UserFault,
} from '../../model/fault.ts'
import type { ProcessIdentity } from '../../system/identity.ts'
import { commandFaults } from './command-fault.ts'
import { type AskPerson, manualFaults } from './manual-fault.ts'
import type { UserFaultFamily } from './user-fault.ts'

/** How long a person is given, in milliseconds. */
const PERSON_MS = 600_000

/** What people's own faults need. */
export interface UserFaultTools {
  /** Where commands run: the folder of the scenario. It goes into the ledger with them. @default the working folder */
  readonly folder?: string
  /** Undefined where nobody can be asked. */
  readonly ask?: AskPerson | undefined
  /** Names of the variables whose values are removed from what commands say. @default none */
  readonly secrets?: readonly string[]
  /** Told of each command before it has an effect; an inject command of which this cannot keep account is not run. */
  readonly started?: ((identity: ProcessIdentity) => void) | undefined
}

/** An environment's fault plane, with the faults beside it that people bring: those are injected by whoever holds this. */
export function withUserFaults(
  environment: FaultPlane,
  { folder = process.cwd(), ask, secrets = [], started = () => {} }: UserFaultTools = {},
): FaultPlane {
  const families = { command: commandFaults(folder, secrets, started), manual: manualFaults(ask) }
  const familyOf = (fault: Fault): UserFaultFamily<UserFault['kind']> | undefined =>
    // The compiler cannot see that a fault goes to its own family only.
    isUserFault(fault) ? (families[fault.kind] as UserFaultFamily<UserFault['kind']>) : undefined
  const planeOf = ({ fault }: IntendedInjection): Omit<FaultPlane, 'resolve'> => familyOf(fault) ?? environment
  return {
    resolve: async (fault, faultIndex) => {
      if (!isUserFault(fault)) return environment.resolve(fault, faultIndex)
      const family = familyOf(fault)
      return family === undefined ? [] : [family.resolve(fault, faultIndex)]
    },
    inject: (target) => planeOf(target).inject(target),
    verify: (target) => planeOf(target).verify(target),
    held: async (target) => planeOf(target).held?.(target),
    undo: (target) => planeOf(target).undo(target),
    undone: (target) => planeOf(target).undone(target),
    confirmed: async (target) => planeOf(target).confirmed?.(target),
    byHand: (target) => planeOf(target).byHand?.(target),
    patience: (fault) => environment.patience?.(fault),
    ...(environment.requestTimeoutMs === undefined ? {} : { requestTimeoutMs: environment.requestTimeoutMs }),
  }
}

/** How long an undo of this fault may take, in milliseconds; undefined: as long as any. A person needs longer. */
export function undoPatienceMs({ fault, identity }: Pick<ResolvedTarget, 'fault' | 'identity'>): number | undefined {
  if (fault.kind === 'manual') return PERSON_MS
  // Undo and proof, and what lies around them.
  return fault.kind === 'command' ? 2 * Number(identity['timeoutMs']) + 2_000 : undefined
}

/**
 * How long something that a command has asked for may still take effect when nobody saw the command's end, in
 * milliseconds: as long as the command itself may take. 0 for all other faults.
 */
export function lateCommandMs({ fault, identity }: Pick<ResolvedTarget, 'fault' | 'identity'>): number {
  return fault.kind === 'command' ? Number(identity['timeoutMs']) : 0
}
