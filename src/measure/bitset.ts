/** A set of small integers, one bit each; grows as needed. Ten million sequence numbers take 1.25 MB. */
export class Bitset {
  #words: Uint32Array

  /** @param size - expected largest member, plus one */
  constructor(size = 0) {
    this.#words = new Uint32Array((size >>> 5) + 1)
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
    return before === after >>> 0
  }

  /** How many members are not in the other set. */
  countWithout(other: Bitset): number {
    let count = 0
    for (let i = 0; i < this.#words.length; i++) {
      let rest = (this.#words[i] ?? 0) & ~(other.#words[i] ?? 0)
      // Each step removes the lowest set bit.
      for (; rest !== 0; rest &= rest - 1) count++
    }
    return count
  }

  #growTo(words: number): void {
    const larger = new Uint32Array(Math.max(words, this.#words.length * 2))
    larger.set(this.#words)
    this.#words = larger
  }
}
