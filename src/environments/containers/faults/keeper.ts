import type { IntendedInjection } from '../../../model/fault.ts'
import { PROJECT_LABEL } from '../labels.ts'
import type { Stack } from '../stack.ts'

/**
 * Holds faults that a restart of a container would end: what is done to a network goes with its namespace. It lives with
 * the process that injects; when that dies, the watchdog undoes everything anyway.
 */
export class Keeper {
  readonly #stack: Stack
  readonly #again: (target: IntendedInjection) => Promise<void>
  readonly #held = new Map<number, IntendedInjection>()
  #unwatch: Promise<() => void> | undefined
  /** One after the other: what is being undone must not be done again beside it. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(stack: Stack, again: (target: IntendedInjection) => Promise<void>) {
    this.#stack = stack
    this.#again = again
  }

  /** From now on it is done again whenever a container of the stack starts. */
  async hold(target: IntendedInjection): Promise<void> {
    this.#held.set(target.injectionId, target)
    this.#unwatch ??= this.#watch()
    try {
      await this.#unwatch
    } catch (error) {
      // Nothing is watched: the next one asks again.
      this.#unwatch = undefined
      this.#held.delete(target.injectionId)
      throw error
    }
  }

  /** Ends that. */
  async drop(target: IntendedInjection): Promise<void> {
    await this.release(target, async () => {})
  }

  /** Looks after everything that has started so far was seen to. */
  settled<Result>(look: () => Promise<Result>): Promise<Result> {
    return this.#queue(look)
  }

  /** Ends that, and then does something, with nothing between the two. */
  async release<Result>({ injectionId }: IntendedInjection, undo: () => Promise<Result>): Promise<Result> {
    this.#held.delete(injectionId)
    const undone = this.#queue(undo)
    if (this.#held.size === 0 && this.#unwatch !== undefined) {
      const unwatch = this.#unwatch
      this.#unwatch = undefined
      await unwatch.then(
        (stop) => stop(),
        () => {},
      )
    }
    return undone
  }

  #watch(): Promise<() => void> {
    const { engine, project } = this.#stack
    const label = `${PROJECT_LABEL}=${project}`
    const again = (): void => {
      for (const held of this.#held.values()) void this.#queue(() => this.#repeat(held))
    }
    const lost = (): void => {
      if (this.#held.size === 0) return
      // Whatever has started meanwhile was told to nobody. An engine that is gone is noticed by its heartbeat.
      this.#unwatch = this.#watch()
      this.#unwatch.then(again, () => (this.#unwatch = undefined))
    }
    return engine.watchStarts(label, again, lost)
  }

  async #repeat(target: IntendedInjection): Promise<void> {
    // What started may be gone again, or be somebody else's: the proof at the end of the fault tells.
    if (this.#held.has(target.injectionId)) await this.#again(target).catch(() => {})
  }

  #queue<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => {})
    return result
  }
}
