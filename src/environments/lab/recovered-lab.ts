import { RemoteError } from '../../system/rpc.ts'
import { monotonicNow } from '../../system/clock.ts'
import type { FaultPlane, OffersAws, RecoveredEnvironment } from '../environment.ts'
import { LabConnection } from './connection.ts'
import { destroyLab } from './destroy.ts'
import type { LabInfo } from './labd/config.ts'
import type { LabFolder } from './folder.ts'
import { remoteFaultPlane } from './remote-fault-plane.ts'
import { livingLabd } from './remains.ts'

/**
 * A lab as a rescuer finds it, who has only its folder. If labd lives and answers, it undoes; if not, whatever is left of the lab
 * is cleared away, and every fault is undone by that.
 */
export async function recoverLab(folder: LabFolder): Promise<RecoveredEnvironment & Partial<OffersAws>> {
  const connection = await reach(folder)
  if (connection === undefined) {
    await destroyLab(folder)
    return { faults: discarded(folder), destroy: () => destroyLab(folder) }
  }
  const { aws } = await connection.call<LabInfo>('info')
  return {
    ...(aws !== null && { aws }),
    faults: remoteFaultPlane(connection),
    destroy: async () => {
      await destroyLab(folder)
      connection.close()
    },
  }
}

async function reach(folder: LabFolder): Promise<LabConnection | undefined> {
  if (livingLabd(folder) === undefined) return undefined
  try {
    return await LabConnection.open(folder)
  } catch {
    return undefined
  }
}

/** Nothing of the lab is left, so nothing can be injected, and nothing is in force. */
function discarded(folder: LabFolder): FaultPlane {
  const gone = `the lab is gone: nothing of it runs, and ${folder.root} is removed`
  return {
    resolve: async () => [],
    inject: async () => {
      throw new RemoteError('EnvironmentGoneError', gone)
    },
    verify: async () => ({ holds: false, text: gone, observedAtNs: monotonicNow() }),
    undo: async () => {},
    undone: async () => ({ holds: true, text: gone, observedAtNs: monotonicNow() }),
  }
}
