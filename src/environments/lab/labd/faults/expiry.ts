import { durationMs } from '../../../../model/duration.ts'
import type { IntendedInjection } from '../../../../model/fault.ts'

/**
 * Ends faults that were injected for a time. That labd does it, and not whoever asked for them, makes it hold when nobody is
 * left to undo. When labd itself goes, or its lease runs out, the whole lab goes, and every fault with it.
 */
export class Expiry {
  readonly #undo: (target: IntendedInjection) => Promise<void>
  readonly #timers = new Map<number, NodeJS.Timeout>()

  constructor(undo: (target: IntendedInjection) => Promise<void>) {
    this.#undo = undo
  }

  /** Of a fault without a time: nothing. */
  begin(target: IntendedInjection): void {
    const { fault, injectionId } = target
    if (!('for' in fault) || fault.for === undefined) return
    const expire = (): void => {
      this.#timers.delete(injectionId)
      this.#undo(target).catch((error: unknown) => console.error(`${fault.kind} could not be ended in time:`, error))
    }
    this.#timers.set(injectionId, setTimeout(expire, durationMs(fault.for)).unref())
  }

  /** It was undone in another way. */
  end({ injectionId }: IntendedInjection): void {
    clearTimeout(this.#timers.get(injectionId))
    this.#timers.delete(injectionId)
  }
}
