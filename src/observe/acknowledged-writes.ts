/** No write of this writer was acknowledged yet: every answer of a read is acceptable. */
export const NOTHING_DEMANDED = -1

interface Acknowledgement {
  readonly atNs: number
  readonly seq: number
}

/**
 * What a read must return, as far as this prober knows: the newest write that was acknowledged. Only then is an answer
 * "up": a service that answers 200 after losing its data is not.
 */
export class AcknowledgedWrites {
  readonly #keepNs: number
  readonly #byWriter = new Map<string, Acknowledgement[]>()

  /** @param longestStalenessNs - how far back a read may ask; what is older is forgotten */
  constructor(longestStalenessNs: number) {
    this.#keepNs = longestStalenessNs
  }

  /** Times must not go back. Writes are acknowledged out of order; only a new highest seq changes what is demanded. */
  add(writer: string, seq: number, atNs: number): void {
    const known = this.#byWriter.get(writer)
    if (known === undefined) {
      this.#byWriter.set(writer, [{ atNs, seq }])
      return
    }
    const newest = known.at(-1)
    if (newest !== undefined && newest.seq >= seq) return
    known.push({ atNs, seq })
    // The newest entry that is old enough answers for everything before it.
    while (known[1] !== undefined && known[1].atNs <= atNs - this.#keepNs) known.shift()
  }

  /** The highest seq of this writer that was acknowledged at or before an instant, else {@link NOTHING_DEMANDED}. */
  newestAt(writer: string, atNs: number): number {
    return this.#byWriter.get(writer)?.findLast((entry) => entry.atNs <= atNs)?.seq ?? NOTHING_DEMANDED
  }
}
