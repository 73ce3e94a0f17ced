import type { Handle, RecoveredEnvironment } from '../environment.ts'
import { awsFaultPlane } from './faults/fault-plane.ts'
import { settingsIn } from './handle.ts'
import { reachOf, sharedStoreOf } from './open.ts'
import type { Reach } from './reach.ts'
import { allowedCaller } from './safety/account.ts'
import { inPlaceOf } from './shared/in-place-of.ts'
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
  const reach = reachByNames(handle, endpoint)
  const { account } = await allowedCaller(reach)
  const faults = awsFaultPlane(reach)
  const store = await sharedStoreOf(reach, account)
  if (store === undefined) return { faults, destroy: async () => {} }
  const hold = await inPlaceOf(store, String(handle.data['drillId']))
  return { faults: withSharedIntents(faults, store, undefined), destroy: async () => await hold?.release() }
}

/** The account of a drill, by the names that its handle keeps. @param endpoint - stands in for AWS */
export function reachByNames(handle: Handle, endpoint?: string): Reach {
  const settings = { ...settingsIn(handle), canary: NO_CANARY, ...(endpoint === undefined ? {} : { endpoint }) }
  return reachOf(settings, 0)
}
