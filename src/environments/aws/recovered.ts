import type { Handle, RecoveredEnvironment } from '../environment.ts'
import { awsFaultPlane } from './faults/fault-plane.ts'
import { settingsIn } from './handle.ts'
import { reachOf, sharedStoreOf } from './open.ts'
import { allowedCaller } from './safety/account.ts'
import { withSharedIntents } from './shared/with-intents.ts'

/** How canaries are written matters to nobody who undoes. */
const NO_CANARY = { table: '', maxWritesPerSecond: 1 }

/**
 * An account as a rescuer finds it, with the ledger alone. In another account than the drill's nothing is undone, for there is
 * nothing of ours in it.
 *
 * @param endpoint - stands in for AWS
 * @throws RefusedError
 */
export async function recoverAccount(handle: Handle, endpoint?: string): Promise<RecoveredEnvironment> {
  const settings = {
    ...settingsIn(handle),
    canary: NO_CANARY,
    ...(endpoint === undefined ? {} : { endpoint }),
  }
  const reach = reachOf(settings, 0)
  await allowedCaller(reach)
  const faults = awsFaultPlane(reach)
  const store = await sharedStoreOf(reach)
  if (store === undefined) return { faults, destroy: async () => {} }
  const drillId = String(handle.data['drillId'])
  return { faults: withSharedIntents(faults, store, handle), destroy: () => store.release(drillId) }
}
