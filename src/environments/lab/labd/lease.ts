/** How finely a lease is counted, milliseconds. */
const TICK_MS = 500

/**
 * Ends a lab that nobody needs any more. It counts ticks that happened, not the time that passed: when the machine was
 * suspended, or everything on it stopped, its holders could not renew it either.
 */
export class Lease {
  readonly #timer: NodeJS.Timeout
  readonly #ticks: number
  #left: number

  constructor(leaseMs: number, onExpired: () => void) {
    this.#ticks = Math.ceil(leaseMs / TICK_MS)
    this.#left = this.#ticks
    this.#timer = setInterval(() => {
      this.#left -= 1
      if (this.#left > 0) return
      this.end()
      onExpired()
    }, TICK_MS)
  }

  renew(): void {
    this.#left = this.#ticks
  }

  end(): void {
    clearInterval(this.#timer)
  }
}
