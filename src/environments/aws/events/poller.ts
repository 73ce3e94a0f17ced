import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicNow } from '../../../system/clock.ts'
import type { ControlPlaneEvent } from '../../environment.ts'
import { explained, isNamed } from '../clients/errors.ts'
import { type Began, placed } from './placed.ts'
import type { Watcher } from './sighting.ts'

/**
 * Asks the control plane what it did, again and again, beside the drill. Every event is an interval on this machine's clock: of a
 * change, between the look that did not see it and the one that did; of what AWS dates itself, its own time by what is
 * known of its clock ({@link placed}). They attribute; no recovery time comes from here.
 */
export class EventPoller {
  /** Resolves when nobody can ask any more, with the reason: then nobody could undo either. Never rejects. */
  readonly lost: Promise<string>
  readonly #everyMs: number
  readonly #began: Began = { ns: monotonicNow(), wallMs: Date.now() }
  readonly #events: ControlPlaneEvent[] = []
  readonly #silent = new Map<string, string>()
  readonly #stop = new AbortController()
  readonly #loops: Promise<void>[]
  #tellLost: (reason: string) => void = () => {}

  constructor(watchers: readonly Watcher[], everyMs: number) {
    this.#everyMs = everyMs
    this.lost = new Promise((resolve) => (this.#tellLost = resolve))
    this.#loops = watchers.map((watcher) => this.#watch(watcher))
  }

  get events(): readonly ControlPlaneEvent[] {
    return this.#events
  }

  /** Parts of the control plane that did not answer at some time, with their last error, by name. */
  get silent(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#silent)
  }

  /** Another part of the control plane, from now on. */
  add(watcher: Watcher): void {
    if (!this.#stop.signal.aborted) this.#loops.push(this.#watch(watcher))
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await Promise.all(this.#loops)
  }

  async #watch(watcher: Watcher): Promise<void> {
    let beforeNs = monotonicNow()
    while (!this.#stop.signal.aborted) {
      beforeNs = await this.#look(watcher, beforeNs)
      await sleep(this.#everyMs, undefined, { signal: this.#stop.signal }).catch(() => {})
    }
  }

  /** @returns when the look began: what it did not see happened after that */
  async #look(watcher: Watcher, beforeNs: string): Promise<string> {
    const beganNs = monotonicNow()
    try {
      const seen = await watcher.look()
      const look = { beforeNs, seenNs: monotonicNow() }
      this.#events.push(...seen.flatMap((sighting) => placed(sighting, watcher.clocks, look, this.#began) ?? []))
      return beganNs
    } catch (error) {
      this.#silent.set(watcher.name, explained(error))
      if (isNamed(error, 'ExpiredToken', 'ExpiredTokenException', 'RequestExpired')) {
        this.#tellLost(`the credentials have expired in the middle of the drill: ${explained(error)}`)
      }
      return beforeNs
    }
  }
}
