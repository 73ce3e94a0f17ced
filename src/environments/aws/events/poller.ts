import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicNow } from '../../../system/clock.ts'
import type { ControlPlaneEvent } from '../../environment.ts'
import { explained, isNamed } from '../clients/errors.ts'
import { type Began, placed } from './placed.ts'
import { Silences } from './silences.ts'
import type { Watcher } from './sighting.ts'

/** After a look that failed the next one comes so many times later, up to a limit in milliseconds. */
const BACK_OFF = 2
const MOST_PAUSE_MS = 15_000
/** A look that is still under way at the end is not waited for any longer: it changes nothing. Milliseconds. */
const CLOSE_MS = 2_000

/** What says that these credentials are worth nothing any more, and which of it may pass by itself. */
const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']
const UNUSABLE = [
  'CredentialsProviderError',
  'TokenProviderError',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
]
/** So many looks in a row. */
const UNUSABLE_LOOKS = 3

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
  readonly #silences = new Silences()
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

  /** Parts of the control plane that did not answer at some time. */
  get silences(): readonly ControlPlaneEvent[] {
    return this.#silences.events
  }

  /** Another part of the control plane, from now on. */
  add(watcher: Watcher): void {
    if (!this.#stop.signal.aborted) this.#loops.push(this.#watch(watcher))
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await Promise.race([Promise.all(this.#loops), sleep(CLOSE_MS, undefined, { ref: false })])
  }

  async #watch(watcher: Watcher): Promise<void> {
    let beforeNs = monotonicNow()
    while (!this.#stop.signal.aborted) {
      beforeNs = await this.#look(watcher, beforeNs)
      const laterMs = this.#everyMs * BACK_OFF ** this.#silences.inARow(watcher.name)
      const pauseMs = Math.max(this.#everyMs, Math.min(laterMs, MOST_PAUSE_MS))
      await sleep(pauseMs, undefined, { signal: this.#stop.signal }).catch(() => {})
    }
  }

  /** @returns when the look began: what it did not see happened after that */
  async #look(watcher: Watcher, beforeNs: string): Promise<string> {
    const beganNs = monotonicNow()
    try {
      const seen = await watcher.look()
      const look = { beforeNs, seenNs: monotonicNow() }
      this.#events.push(...seen.flatMap((sighting) => placed(sighting, watcher.clocks, look, this.#began) ?? []))
      this.#silences.answered(watcher.name)
      return beganNs
    } catch (error) {
      this.#silences.failed(watcher.name, beganNs, error)
      this.#heedCredentials(watcher.name, error)
      return beforeNs
    }
  }

  #heedCredentials(part: string, error: unknown): void {
    if (isNamed(error, ...EXPIRED)) {
      this.#tellLost(`the credentials have expired in the middle of the drill: ${explained(error)}`)
    } else if (isNamed(error, ...UNUSABLE) && this.#silences.inARow(part) >= UNUSABLE_LOOKS) {
      this.#tellLost(`the credentials are not taken any more: ${explained(error)}`)
    }
  }
}
