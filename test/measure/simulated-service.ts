import type { Outcome } from '../../src/model/operation.ts'

export const MODES = ['refuse', 'blackhole', 'hold', 'reset', 'partial', 'slow', 'flapping'] as const
export type Mode = (typeof MODES)[number]

/** One simulated drill: what is probed how, and how the service misbehaves. Times in milliseconds. */
export interface Settings {
  readonly seed: number
  readonly mode: Mode
  readonly intervalMs: number
  readonly goodWithinMs: number
  /** Share of probes that fail while nothing is broken, 0..1. */
  readonly backgroundErrors: number
}

/** What really happened, on the virtual clock. */
export interface Truth {
  readonly faultMs: number
  readonly onsetMs: number
  readonly recoveryMs: number
  /** What was committed later than this, and before the onset, is gone. */
  readonly recoveryPointMs: number
}

export interface Served {
  readonly outcome: Outcome
  readonly completedMs: number
  /** When the write took effect; undefined when it did not. */
  readonly committedMs: number | undefined
}

/** Uniform numbers in [0, 1) from a seed (mulberry32: 32-bit state, good enough to draw outages). */
export function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const TIMEOUT_MS = 1_000
/** Service time while up, in milliseconds. */
const [FASTEST_MS, SLOWEST_MS] = [2, 12]

/** A service whose outage is known, asked for one request at a time. */
export class SimulatedService {
  readonly truth: Truth
  readonly #settings: Settings
  readonly #random: () => number
  /** Down phases, [from, to). */
  readonly #down: readonly (readonly [number, number])[]
  readonly #failingShare: number
  #backgroundInARow = 0

  constructor(settings: Settings, faultMs: number) {
    this.#settings = settings
    this.#random = generator(settings.seed)
    const { mode, intervalMs, goodWithinMs } = settings
    const onsetMs = faultMs + this.between(0, 120)
    const shortest = mode === 'partial' ? 150 * intervalMs : goodWithinMs + 10 * intervalMs
    const phases: [number, number][] = [[onsetMs, onsetMs + shortest + this.between(0, 5_000)]]
    if (mode === 'flapping') {
      phases.length = 0
      let at = onsetMs
      for (let left = 2 + Math.floor(this.between(0, 6)); left > 0; left--) {
        const until = at + this.between(5, 30) * intervalMs
        phases.push([at, until])
        at = until + this.between(1, 25) * intervalMs
      }
    }
    this.#down = phases
    this.#failingShare = mode === 'partial' ? this.between(0.3, 0.9) : 1
    const loses = mode === 'refuse' || mode === 'blackhole' || mode === 'reset'
    this.truth = {
      faultMs,
      onsetMs,
      recoveryMs: phases.at(-1)?.[1] ?? onsetMs,
      recoveryPointMs: onsetMs - (loses && this.#random() < 0.7 ? this.between(0, 400) : 0),
    }
  }

  between(lo: number, hi: number): number {
    return lo + this.#random() * (hi - lo)
  }

  /** What becomes of a request that is sent at this instant. */
  serve(sentMs: number): Served {
    const { mode, goodWithinMs, backgroundErrors } = this.#settings
    const serviceMs = this.between(FASTEST_MS, SLOWEST_MS)
    const healthyMs = sentMs + serviceMs
    const committedMs = sentMs + serviceMs * this.between(0.1, 0.9)
    const hitByState = mode === 'partial' || mode === 'slow'
    // A crash also hits what is in flight; a share or a slowness is decided when the request arrives.
    const phase = this.#down.find(([from, to]) => sentMs < to && (hitByState ? sentMs >= from : healthyMs > from))
    if (phase === undefined || this.#random() >= this.#failingShare) {
      // Three in a row would be an episode by definition, and the truth another one.
      const fails = this.#random() < backgroundErrors && this.#backgroundInARow < 2
      this.#backgroundInARow = fails ? this.#backgroundInARow + 1 : 0
      return fails
        ? this.#background(sentMs, committedMs)
        : { outcome: 'ok', completedMs: healthyMs, committedMs: this.#kept(committedMs) }
    }
    const [from, to] = phase
    const inFlight = sentMs < from
    const survived = inFlight && committedMs < from ? this.#kept(committedMs) : undefined
    switch (mode) {
      case 'refuse':
      case 'flapping':
        return inFlight
          ? { outcome: 'info', completedMs: from + 0.2, committedMs: survived }
          : { outcome: 'fail', completedMs: sentMs + 0.3, committedMs: undefined }
      case 'reset':
      case 'partial':
        return { outcome: 'info', completedMs: Math.max(from, sentMs) + serviceMs / 2, committedMs: survived }
      case 'blackhole':
        return { outcome: 'info', completedMs: sentMs + TIMEOUT_MS, committedMs: survived }
      case 'hold': {
        const completedMs = to + serviceMs
        return completedMs - sentMs > TIMEOUT_MS
          ? { outcome: 'info', completedMs: sentMs + TIMEOUT_MS, committedMs: completedMs }
          : { outcome: 'ok', completedMs, committedMs: completedMs }
      }
      case 'slow':
        return {
          outcome: 'ok',
          completedMs: sentMs + goodWithinMs + this.between(10, 500),
          committedMs: this.#kept(committedMs),
        }
    }
  }

  /** Errors that have nothing to do with the fault: a quick one, or an answer that comes too late. */
  #background(sentMs: number, committedMs: number): Served {
    if (this.#random() < 0.5) return { outcome: 'info', completedMs: sentMs + 3, committedMs: undefined }
    const completedMs = sentMs + this.#settings.goodWithinMs + 50
    return { outcome: 'ok', completedMs, committedMs: this.#kept(committedMs) }
  }

  /** Committed between the recovery point and the onset: it was on the machine that died. */
  #kept(committedMs: number): number | undefined {
    const { recoveryPointMs, onsetMs } = this.truth
    return committedMs > recoveryPointMs && committedMs <= onsetMs ? undefined : committedMs
  }
}
