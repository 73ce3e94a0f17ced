import { hostname } from 'node:os'
import type { SharedStore } from './shared-store.ts'

/** How often a living drill says that it lives, in milliseconds. */
const BEAT_MS = 5_000
/** How long somebody else looks whether it does, in milliseconds. */
export const DEAD_AFTER_MS = 3 * BEAT_MS

/** The account is ours, and every machine can see that somebody is there. */
export interface Hold {
  release(): Promise<void>
}

/** @throws RefusedError */
export async function holdAccount(store: SharedStore, drillId: string): Promise<Hold> {
  const lock = { drillId, host: hostname() }
  let beat = 0
  await store.lock({ ...lock, beat })
  const timer = setInterval(() => {
    beat += 1
    // One that is missed is no death: three in a row are.
    store.renew({ ...lock, beat }).catch(() => {})
  }, BEAT_MS)
  timer.unref()
  return {
    async release() {
      clearInterval(timer)
      await store.release(drillId)
    },
  }
}
