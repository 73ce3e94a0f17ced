import { monotonicNow } from '../../system/clock.ts'
import type { Handle, RecoveredEnvironment } from '../environment.ts'
import { destroyLabelled } from './destroy.ts'
import { reconnectEngine } from './engine/connect.ts'
import { HandsOnDemand } from './engine/hands.ts'
import { containerFaultPlane } from './faults/fault-plane.ts'
import { addressOf } from './handle.ts'
import { PROJECT_LABEL } from './labels.ts'
import { Stack } from './stack.ts'

/** The stack of a drill as a rescuer finds it, who has only the ledger: everything is asked of the engine. */
export async function recoverStack(handle: Handle): Promise<RecoveredEnvironment> {
  const address = addressOf(handle)
  const engine = await reconnectEngine(address.engine)
  const label = `${PROJECT_LABEL}=${address.project}`
  const stack = new Stack(engine, address.project)
  const hands = new HandsOnDemand(engine, {
    image: address.hands,
    project: address.project,
    drillId: address.drillId,
  })
  const plane = containerFaultPlane({ stack, hands: () => hands.get() })
  return {
    faults: {
      ...plane,
      // Of a stack that is gone everything is undone; there is nobody left to ask.
      undone: async (target) =>
        (await stack.containers()).length > 0
          ? plane.undone(target)
          : { holds: true, text: `nothing of project ${address.project} is left`, observedAtNs: monotonicNow() },
    },
    destroy: async () => {
      await destroyLabelled(engine, label)
      await hands.close()
    },
  }
}
