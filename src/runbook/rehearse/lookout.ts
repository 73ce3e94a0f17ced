import { setTimeout as sleep } from 'node:timers/promises'

/** Pause between two looks, in milliseconds: a look costs processes, and the machine measures meanwhile. */
const EVERY_MS = 1_500

/** A check that is looked at again and again while a person works. */
export interface Lookout {
  /** What the latest look saw; undefined before the first one ended. */
  readonly green: () => boolean | undefined
  /** Whether the first look found it true. */
  readonly already: () => boolean
  /** Resolves when the check turned true after it had been seen not to be. */
  readonly turned: Promise<void>
  /** Resolves when the last look has ended. */
  stop(): Promise<void>
}

/**
 * Looks at a check until it is stopped. A check that was true from the beginning never turns: it says nothing about what
 * the person did.
 *
 * @param look - whether it is true now; one that cannot be looked at is not
 */
export function lookOut(look: (signal: AbortSignal) => Promise<boolean>, everyMs = EVERY_MS): Lookout {
  const { promise: turned, resolve } = Promise.withResolvers<void>()
  const ended = new AbortController()
  let green: boolean | undefined
  let already = false
  const watching = (async () => {
    while (!ended.signal.aborted) {
      const now = await look(ended.signal).catch(() => false)
      if (ended.signal.aborted) return
      if (now && green === false) resolve()
      already ||= now && green === undefined
      green = now
      await sleep(everyMs, undefined, { signal: ended.signal }).catch(() => {})
    }
  })()
  return {
    green: () => green,
    already: () => already,
    turned,
    stop: async () => {
      ended.abort('not looked at any more')
      await watching
    },
  }
}
