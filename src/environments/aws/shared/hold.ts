import { hostname } from 'node:os'
import { RefusedError } from '../../environment.ts'
import { explained } from '../clients/errors.ts'
import type { HeldLock, SharedStore } from './shared-store.ts'

/** How often a living drill says that it lives, in milliseconds. */
const BEAT_MS = 5_000
/** How long somebody else looks whether it does, in milliseconds. */
export const DEAD_AFTER_MS = 3 * BEAT_MS
/** So long after its last sign of life a drill gives up: well before anybody may take it for dead. Milliseconds. */
const GIVE_UP_MS = 2 * BEAT_MS

/** The account is ours, and every machine can see that somebody is there. */
export interface Hold {
  /** Resolves with the reason when it is ours no more, or nobody can see any more that it is. Never rejects. */
  readonly lost: Promise<string>
  /** Says once more that we are there, and proves by it that nobody has taken our place. @throws RefusedError */
  prove(): Promise<void>
  /** Lets go, unless something may be left. */
  release(): Promise<void>
}

/**
 * Takes an account.
 *
 * @param everyMs - for tests. @default 5000
 * @throws RefusedError
 */
export async function holdAccount(store: SharedStore, drillId: string, everyMs = BEAT_MS): Promise<Hold> {
  return holding(store, await store.lock({ drillId, host: hostname(), beat: 0 }), everyMs)
}

/** Goes on saying that somebody is there, in the place of whoever held it before. */
export function holding(store: SharedStore, taken: HeldLock, everyMs = BEAT_MS): Hold {
  let lock = taken
  let provenAt = performance.now()
  let beating: Promise<void> | undefined
  let reason: string | undefined
  let tellLost: (text: string) => void = () => {}
  const lost = new Promise<string>((resolve) => (tellLost = resolve))

  const beat = async (): Promise<void> => {
    const { drillId, host, beat: last } = lock
    const next = await store.replace(lock, { drillId, host, beat: last + 1 })
    if (next === undefined) {
      reason = 'the account was taken over, by the lock in the shared store: this drill was taken for dead'
      clearInterval(timer)
      tellLost(reason)
      return
    }
    lock = next
    provenAt = performance.now()
  }
  // One at a time: each puts itself in the place of the one before.
  const beatOnce = (): Promise<void> => {
    beating ??= beat().finally(() => (beating = undefined))
    return beating
  }
  const timer = setInterval(() => {
    beatOnce().catch((error: unknown) => {
      const silentMs = performance.now() - provenAt
      if (silentMs < (GIVE_UP_MS / BEAT_MS) * everyMs) return
      const seconds = Math.round(silentMs / 1_000)
      tellLost(
        `the shared store has not answered for ${seconds} s, and others may take this drill for dead: ${explained(error)}`,
      )
    })
  }, everyMs)
  timer.unref()

  return {
    lost,
    async prove() {
      if (reason === undefined) await beatOnce()
      if (reason !== undefined) throw new RefusedError([reason])
    },
    async release() {
      clearInterval(timer)
      await beating?.catch(() => {})
      if (reason === undefined) await store.release(lock)
    },
  }
}
