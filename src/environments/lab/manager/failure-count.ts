import { monotonicNow } from '../../../system/clock.ts'

/** Failed probes in a row, and since when. */
export class FailureCount {
  readonly #threshold: number
  #failures = 0
  #sinceNs: string | undefined

  constructor(threshold: number) {
    this.#threshold = threshold
  }

  record(passed: boolean): void {
    if (passed) return this.reset()
    this.#failures += 1
    this.#sinceNs ??= monotonicNow()
  }

  reset(): void {
    this.#failures = 0
    this.#sinceNs = undefined
  }

  get reached(): boolean {
    return this.#failures >= this.#threshold
  }

  /** When the first failed probe of the row had failed; now, if none has. */
  get sinceNs(): string {
    return this.#sinceNs ?? monotonicNow()
  }
}
