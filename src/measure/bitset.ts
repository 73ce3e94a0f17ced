/** A set of small integers, one bit each; grows as needed. Ten million sequence numbers take 1.25 MB. */
export class Bitset {
  #words: Uint32Array
  #size = 0

  /** @param size - expected largest member, plus one */
  constructor(size = 0) {
    this.#words = new Uint32Array((size >>> 5) + 1)
  }

  /** How many members there are. */
  get size(): number {
    return this.#size
  }

  has(value: number): boolean {
    return ((this.#words[value >>> 5] ?? 0) & (1 << (value & 31))) !== 0
  }

  /** @returns whether it was there before */
  add(value: number): boolean {
    const word = value >>> 5
    if (word >= this.#words.length) this.#growTo(word + 1)
    const before = this.#words[word] ?? 0
    const after = before | (1 << (value & 31))
    this.#words[word] = after
    const wasThere = before === after >>> 0
    if (!wasThere) this.#size++
    return wasThere
  }

  #growTo(words: number): void {
    const larger = new Uint32Array(Math.max(words, this.#words.length * 2))
    larger.set(this.#words)
    this.#words = larger
  }
}
