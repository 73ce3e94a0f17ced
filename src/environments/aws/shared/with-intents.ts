import type { FaultPlane, Handle } from '../../environment.ts'
import type { SharedStore } from './shared-store.ts'

/** The same faults, with every intent in the shared store before anything is done, and gone from there when it is proven undone. */
export function withSharedIntents(faults: FaultPlane, store: SharedStore, handle: Handle): FaultPlane {
  return {
    ...faults,
    async inject(target) {
      await store.intend({ handle, target })
      return await faults.inject(target)
    },
    async undone(target) {
      const evidence = await faults.undone(target)
      if (evidence.holds) await store.settle(target)
      return evidence
    },
  }
}
