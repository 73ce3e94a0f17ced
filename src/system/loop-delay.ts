import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How finely the event loop is looked at, in milliseconds. */
const RESOLUTION_MS = 10

/** Watches how late this process's event loop runs: garbage collection, long work, a machine without room. */
export class LoopDelayWatch {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })

  #closed = false

  constructor() {
    this.#histogram.enable()
  }

  /** The longest delay since the last call, nanoseconds; 0 when nothing was seen. */
  takeMaxNs(): number {
    const { count, max } = this.#histogram
    this.#histogram.reset()
    // The histogram counts from one look to the next, the planned pause included.
    return count === 0 ? 0 : Math.max(0, Math.round(max - RESOLUTION_MS * 1e6))
  }

  get closed(): boolean {
    return this.#closed
  }

  close(): void {
    this.#closed = true
    this.#histogram.disable()
  }
}
