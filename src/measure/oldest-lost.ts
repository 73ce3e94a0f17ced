/** How many lost writes a report names. */
const SHOWN = 100

interface LostWrite {
  readonly completedNs: number
  readonly writer: string
  readonly seq: number
}

/** Keeps the oldest lost writes, oldest first, and forgets the rest. */
export class OldestLost {
  readonly #kept: LostWrite[] = []

  offer(completedNs: number, writer: string, seq: number): void {
    const newest = this.#kept.at(-1)
    if (this.#kept.length === SHOWN && newest !== undefined && completedNs >= newest.completedNs) return
    const at = this.#kept.findLastIndex((write) => write.completedNs <= completedNs) + 1
    this.#kept.splice(at, 0, { completedNs, writer, seq })
    if (this.#kept.length > SHOWN) this.#kept.pop()
  }

  ids(): readonly LostWrite[] {
    return this.#kept
  }
}
