const FIRST_CAPACITY = 1_024

/** A growing column of seqs: four bytes each, where an array of numbers would take eight and a set some forty. */
export class SeqColumn {
  #seqs = new Uint32Array(FIRST_CAPACITY)
  #length = 0

  push(seq: number): void {
    if (this.#length === this.#seqs.length) {
      const larger = new Uint32Array(this.#length * 2)
      larger.set(this.#seqs)
      this.#seqs = larger
    }
    this.#seqs[this.#length++] = seq
  }

  /** What was pushed, in memory of its own size. */
  toArray(): Uint32Array {
    return this.#seqs.slice(0, this.#length)
  }
}
