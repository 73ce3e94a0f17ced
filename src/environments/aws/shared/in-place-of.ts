import { RefusedError } from '../../environment.ts'
import { type Hold, holding, lockOf } from './hold.ts'
import type { SharedStore } from './shared-store.ts'

/**
 * Puts the rescuer in the place of its drill, so that nobody takes that one for dead meanwhile, undoes the same beside us, and
 * lets the next drill in.
 *
 * @returns undefined where the store does not answer: what is in force is undone all the same
 * @throws RefusedError when somebody else holds the account: whatever of the drill was left then is his, or was undone
 */
export async function inPlaceOf(store: SharedStore, drillId: string): Promise<Hold | undefined> {
  try {
    const holder = await store.holder()
    const ours = lockOf(drillId)
    if (holder === undefined) return holding(store, await store.lock(ours))
    const lock = holder.drillId === drillId ? await store.replace(holder, ours) : undefined
    if (lock !== undefined) return holding(store, lock)
    const now = (await store.holder()) ?? holder
    throw new RefusedError([
      `'${now.drillId}' on ${now.host} holds the account by now: what this drill had left there it undoes, or has found undone. ` +
        'Recover once more when it is over',
    ])
  } catch (error) {
    if (error instanceof RefusedError) throw error
    return undefined
  }
}
