import { setTimeout as sleep } from 'node:timers/promises'

const REST_PER_WORK = 2
// Timers count in whole milliseconds, and a file takes a fraction of one.
const SHORTEST_REST_MS = 4

/**
 * Lets background work rest twice as long as it works. Archives and fresh copies are made while customers are served
 * again: on a small machine they would take every core for a third of a second, and the service would fail once more,
 * by our doing. By rest and not by priority, since a scheduler that groups processes by session weighs them within
 * their own group only.
 */
export class Pace {
  #owedMs = 0

  /** @param workedMs - since the last rest; waiting for a busy machine counts, so the work is gentler there */
  async restAfter(workedMs: number): Promise<void> {
    this.#owedMs += workedMs * REST_PER_WORK
    if (this.#owedMs < SHORTEST_REST_MS) return
    const rest = this.#owedMs
    this.#owedMs = 0
    await sleep(rest)
  }
}
