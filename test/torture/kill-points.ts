/** Thrown to a harness that is dead: whatever it does with it has no effect any more. */
export class DeadError extends Error {
  override readonly name = 'DeadError'
}

/** What happens at the chosen point. */
export type Death = (name: string) => void

/**
 * A dead switch. Every write and every side effect of a harness passes through it twice, before and after; at the point
 * with the chosen number the harness dies, and from then on nothing that it does takes effect, as if it had been killed.
 */
export class KillPoints {
  /** Names of the points that were reached, in order. */
  readonly reached: string[] = []
  readonly #killAt: number
  readonly #onDeath: Death
  #dead = false
  /** Resolves at its death. */
  readonly died: Promise<void>
  readonly #announce: () => void

  /** @param killAt - number of the point, from 1; 0: it lives */
  constructor(killAt: number, onDeath: Death = () => {}) {
    this.#killAt = killAt
    this.#onDeath = onDeath
    const { promise, resolve } = Promise.withResolvers<void>()
    this.died = promise
    this.#announce = resolve
  }

  get dead(): boolean {
    return this.#dead
  }

  /** Dies now, wherever it is. */
  kill(): void {
    this.#dead = true
    this.#announce()
  }

  /** For what is synchronous. @throws DeadError */
  pass(name: string): void {
    if (this.#dead) throw new DeadError(name)
    this.reached.push(name)
    if (this.reached.length !== this.#killAt) return
    this.#dead = true
    this.#onDeath(name)
    this.#announce()
    throw new DeadError(name)
  }

  /** An effect with its two points. */
  around<Result>(name: string, effect: () => Result): Result {
    this.pass(`before ${name}`)
    const result = effect()
    this.pass(`after ${name}`)
    return result
  }

  /** The same for what is awaited: nobody who is dead is ever answered. */
  async aroundAsync<Result>(name: string, effect: () => Promise<Result>): Promise<Result> {
    try {
      this.pass(`before ${name}`)
      const result = await effect()
      this.pass(`after ${name}`)
      return result
    } catch (error) {
      if (error instanceof DeadError) return new Promise<never>(() => {})
      throw error
    }
  }
}
