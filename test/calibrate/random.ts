/** Numbers that a seed determines, so that an outage that was missed can be drawn again. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** Uniform in [0, 1) (mulberry32: 32 bits of state, good enough to draw outages). */
  share(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  between(lo: number, hi: number): number {
    return lo + this.share() * (hi - lo)
  }

  /** A whole number from `lo` to `hi`, both included. */
  whole(lo: number, hi: number): number {
    return lo + Math.floor(this.share() * (hi - lo + 1))
  }

  chance(probability: number): boolean {
    return this.share() < probability
  }

  pick<T>(values: readonly T[]): T {
    if (values.length === 0) throw new RangeError('there is nothing to pick from')
    return values[this.whole(0, values.length - 1)] as T
  }
}
