import type { FaultPlane } from '../../environment.ts'
import type { Hold } from './hold.ts'
import type { SharedStore } from './shared-store.ts'

/**
 * The same faults, with every intent in the shared store before anything is done, and gone from there when it is proven undone
 * for good.
 *
 * @param hold - nothing is done without it; undefined: for a rescuer, who injects nothing
 */
export function withSharedIntents(
  faults: FaultPlane,
  store: SharedStore,
  hold: Pick<Hold, 'prove'> | undefined,
): FaultPlane {
  return {
    ...faults,
    async inject(target) {
      await store.intend(target)
      // Behind the intent: whoever takes the account over from now on finds it.
      await hold?.prove()
      return await faults.inject(target)
    },
    confirmed: (target) => store.settle(target),
  }
}
