/** Somebody has taken over the drill; whoever comes with the old epoch may inject nothing more. */
export class StaleEpochError extends Error {
  override readonly name = 'StaleEpochError'

  constructor(epoch: number, highest: number) {
    super(`epoch ${epoch} has ended, the drill is in epoch ${highest}: nothing was injected`)
  }
}

/** Keeps those from injecting from whom the drill has been taken over, even if they do not know it yet. */
export class EpochGate {
  #highest = 0

  /** Notes an epoch that was seen, by whichever call. */
  see(epoch: number): void {
    this.#highest = Math.max(this.#highest, epoch)
  }

  /** @throws StaleEpochError */
  pass(epoch: number): void {
    this.see(epoch)
    if (epoch < this.#highest) throw new StaleEpochError(epoch, this.#highest)
  }
}
