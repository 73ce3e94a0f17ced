/** The writes that a service holds, in the order in which they were committed; what a crash takes with it is its end. */
export class OrderBook {
  readonly #orders = new Map<string, { readonly seq: number; readonly atNs: bigint }[]>()

  commit(writer: string, seq: number): void {
    const order = { seq, atNs: process.hrtime.bigint() }
    const orders = this.#orders.get(writer)
    if (orders === undefined) this.#orders.set(writer, [order])
    else orders.push(order)
  }

  newest(writer: string): number | null {
    return this.#orders.get(writer)?.reduce((newest, { seq }) => Math.max(newest, seq), 0) ?? null
  }

  /** Forgets what was committed later than this. */
  loseAfter(atNs: bigint): void {
    for (const orders of this.#orders.values()) {
      while ((orders.at(-1)?.atNs ?? 0n) > atNs) orders.pop()
    }
  }

  /** Sorted seqs by writer. */
  held(): [string, number[]][] {
    return [...this.#orders].map(([writer, orders]) => [writer, orders.map(({ seq }) => seq).sort((a, b) => a - b)])
  }
}
