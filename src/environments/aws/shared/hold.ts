import { randomInt } from 'node:crypto'
import { hostname } from 'node:os'
import { RefusedError } from '../../environment.ts'
import { explained } from '../clients/errors.ts'
import type { HeldLock, SharedLock, SharedStore } from './shared-store.ts'

/** How often a living drill says that it lives, in milliseconds. */
const BEAT_MS = 5_000
/** How long somebody else looks whether it does, in milliseconds. */
export const DEAD_AFTER_MS = 3 * BEAT_MS
/** So long after its last sign of life a drill gives up: well before anybody may take it for dead. Milliseconds. */
export const GIVE_UP_MS = 2 * BEAT_MS

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
  const ours = lockOf(drillId)
  const lock = await store.lock(ours).catch((error: unknown) => {
    if (error instanceof RefusedError) throw error
    // Its answer may be lost: left alone it would keep everybody out, and us too.
    return store.lock(ours)
  })
  return holding(store, lock, everyMs)
}

/** A lock of ours. Counted from a random number: what two of one host write is never the same. */
export function lockOf(drillId: string): SharedLock {
  return { drillId, host: hostname(), beat: randomInt(2 ** 40) }
}

/** Goes on saying that somebody is there, in the place of whoever held it before. */
export function holding(store: SharedStore, taken: HeldLock, everyMs = BEAT_MS): Hold {
  let lock = taken
  let beating: Promise<void> | undefined
  let reason: string | undefined
  let tellLost: (text: string) => void = () => {}
  const lost = new Promise<string>((resolve) => (tellLost = resolve))

  let ended = false
  let unanswered = ''
  const giveUpMs = (GIVE_UP_MS / BEAT_MS) * everyMs
  const giveUp = (): void => {
    const why = unanswered === '' ? '' : `: ${unanswered}`
    tellLost(
      `the shared store has not answered for ${giveUpMs / 1000} s, and others may take this drill for dead${why}`,
    )
  }
  // A store that hangs does not answer either: nothing but an answer puts this off.
  let patience = setTimeout(giveUp, giveUpMs)
  patience.unref()

  const beat = async (): Promise<void> => {
    const { drillId, host, beat: last } = lock
    const next = await store.replace(lock, { drillId, host, beat: last + 1 })
    clearTimeout(patience)
    if (next === undefined) {
      reason = 'the account was taken over, by the lock in the shared store: this drill was taken for dead'
      tellLost(reason)
      return
    }
    lock = next
    unanswered = ''
    if (ended) return
    patience = setTimeout(giveUp, giveUpMs)
    patience.unref()
  }
  // One at a time: each puts itself in the place of the one before.
  const beatOnce = (): Promise<void> => {
    beating ??= beat().finally(() => (beating = undefined))
    return beating
  }
  let timer: NodeJS.Timeout
  const goOn = async (): Promise<void> => {
    await beatOnce().catch((error: unknown) => void (unanswered = explained(error)))
    if (ended || reason !== undefined) return
    // What failed once may be well a moment later, and there is no time to lose.
    timer = setTimeout(() => void goOn(), unanswered === '' ? everyMs : everyMs / 10)
    timer.unref()
  }
  timer = setTimeout(() => void goOn(), everyMs)
  timer.unref()

  return {
    lost,
    async prove() {
      if (reason === undefined) await beatOnce()
      if (reason !== undefined) throw new RefusedError([reason])
    },
    async release() {
      ended = true
      clearTimeout(timer)
      clearTimeout(patience)
      await beating?.catch(() => {})
      // The last one may have been written all the same: then the lock is another than we know.
      if (unanswered !== '') await beatOnce().catch(() => {})
      if (reason === undefined) await store.release(lock)
    },
  }
}
