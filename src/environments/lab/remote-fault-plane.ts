import type { IntendedInjection } from '../../model/fault.ts'
import { RemoteError } from '../../system/rpc.ts'
import { type FaultPlane, TargetMovedError } from '../environment.ts'
import type { LabConnection } from './connection.ts'

/** The lab's fault plane from outside: labd does it. */
export function remoteFaultPlane(connection: LabConnection): FaultPlane {
  return {
    resolve: (fault, faultIndex) => connection.call('resolve', { fault, faultIndex }),
    inject: (target) => connection.call<never>('inject', target).catch((error: unknown) => rethrow(error, target)),
    verify: (target) => connection.call('verify', target),
    undo: (target) => connection.call('undo', target),
    undone: (target) => connection.call('undone', target),
  }
}

/** Errors lose their class on the way. */
function rethrow(error: unknown, target: IntendedInjection): never {
  if (error instanceof RemoteError && error.name === 'TargetMovedError') {
    throw new TargetMovedError(target.component, error.message)
  }
  throw error
}
