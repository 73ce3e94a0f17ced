/**
 * Notices when the prober itself did not run: stopped, starved of CPU, or collecting garbage. In a gap between two ticks
 * that is longer than the shortest probe interval at least one slot was not sent when it should have been, and answers
 * that arrived were seen late. An edge of an outage that falls into such a gap cannot be told to the interval.
 */
export class BlindWatch {
  readonly #limitNs: number
  readonly #onBlind: (fromNs: number, toNs: number) => void
  #lastTickNs: number

  constructor(startNs: number, limitNs: number, onBlind: (fromNs: number, toNs: number) => void) {
    this.#lastTickNs = startNs
    this.#limitNs = limitNs
    this.#onBlind = onBlind
  }

  tick(nowNs: number): void {
    if (nowNs - this.#lastTickNs > this.#limitNs) this.#onBlind(this.#lastTickNs, nowNs)
    this.#lastTickNs = nowNs
  }
}
