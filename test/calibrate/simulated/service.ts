import type { Outcome } from '../../../src/model/operation.ts'
import { Random } from '../random.ts'
import type { Truth } from '../truth.ts'

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
  /** θ, 0..1. */
  readonly availability: number
  /** Whether the prober is stalled now and then, most likely where it hurts. */
  readonly stalls: boolean
}

/** What really happens to the service, on the virtual clock, in milliseconds. */
interface Script {
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

const TIMEOUT_MS = 1_000
/** Service time while up, in milliseconds. */
const [FASTEST_MS, SLOWEST_MS] = [2, 12]

/** A service whose outage is known, asked for one request at a time. */
export class SimulatedService {
  readonly script: Script
  readonly #settings: Settings
  readonly #random: Random
  /** Down phases, [from, to). */
  readonly #down: readonly (readonly [number, number])[]
  readonly #hits: number[]
  readonly #failingShare: number
  #backgroundInARow = 0

  constructor(settings: Settings, faultMs: number) {
    this.#settings = settings
    this.#random = new Random(settings.seed)
    const { mode, intervalMs, goodWithinMs } = settings
    const onsetMs = faultMs + this.#random.between(0, 120)
    const shortest = mode === 'partial' ? 150 * intervalMs : goodWithinMs + 10 * intervalMs
    const phases: [number, number][] = [[onsetMs, onsetMs + shortest + this.#random.between(0, 5_000)]]
    if (mode === 'flapping') {
      phases.length = 0
      let at = onsetMs
      for (let left = this.#random.whole(2, 7); left > 0; left--) {
        const until = at + this.#random.between(5, 30) * intervalMs
        phases.push([at, until])
        at = until + this.#random.between(1, 25) * intervalMs
      }
    }
    this.#down = phases
    this.#hits = phases.map(() => 0)
    this.#failingShare = mode === 'partial' ? this.#random.between(0.3, 0.9) : 1
    const loses = mode === 'refuse' || mode === 'blackhole' || mode === 'reset'
    this.script = {
      faultMs,
      onsetMs,
      recoveryMs: phases.at(-1)?.[1] ?? onsetMs,
      recoveryPointMs: onsetMs - (loses && this.#random.chance(0.7) ? this.#random.between(0, 400) : 0),
    }
  }

  /**
   * The outage by definition, once all requests were served: from the first phase that is an episode to the last. A
   * phase that no request met, because the prober was stalled, is none; one that fewer than m met may count or not.
   */
  outage(episodeProbes: number): Pick<Truth, 'onset' | 'recovery' | 'longestDownMs'> {
    const phases = (atLeast: number): (readonly [number, number])[] =>
      this.#down.filter((_, phase) => (this.#hits[phase] ?? 0) >= atLeast)
    const met = phases(1)
    const certain = phases(episodeProbes)
    // None at all: then whatever is said about an outage is held against the phases as they were written.
    const possible = met.length > 0 ? met : this.#down
    const sure = certain.length > 0 ? certain : possible
    return {
      onset: { lo: possible[0]?.[0] ?? NaN, hi: sure[0]?.[0] ?? NaN },
      recovery: { lo: sure.at(-1)?.[1] ?? NaN, hi: possible.at(-1)?.[1] ?? NaN },
      longestDownMs: Math.max(...this.#down.map(([from, to]) => to - from)),
    }
  }

  /** What becomes of a request that is sent at this instant. */
  serve(sentMs: number): Served {
    const { mode, goodWithinMs, backgroundErrors } = this.#settings
    const serviceMs = this.#random.between(FASTEST_MS, SLOWEST_MS)
    const healthyMs = sentMs + serviceMs
    const committedMs = sentMs + serviceMs * this.#random.between(0.1, 0.9)
    const hitByState = mode === 'partial' || mode === 'slow'
    // A crash also hits what is in flight; a share or a slowness is decided when the request arrives.
    const phase = this.#down.find(([from, to]) => sentMs < to && (hitByState ? sentMs >= from : healthyMs > from))
    if (phase === undefined || !this.#random.chance(this.#failingShare)) {
      // Three in a row would be an episode by definition, and the truth another one.
      const fails = this.#random.chance(backgroundErrors) && this.#backgroundInARow < 2
      this.#backgroundInARow = fails ? this.#backgroundInARow + 1 : 0
      return fails
        ? this.#background(sentMs, committedMs)
        : { outcome: 'ok', completedMs: healthyMs, committedMs: this.#kept(committedMs) }
    }
    const [from, to] = phase
    const index = this.#down.indexOf(phase)
    this.#hits[index] = (this.#hits[index] ?? 0) + 1
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
          completedMs: sentMs + goodWithinMs + this.#random.between(10, 500),
          committedMs: this.#kept(committedMs),
        }
    }
  }

  /** Errors that have nothing to do with the fault: a quick one, or an answer that comes too late. */
  #background(sentMs: number, committedMs: number): Served {
    if (this.#random.chance(0.5)) return { outcome: 'info', completedMs: sentMs + 3, committedMs: undefined }
    const completedMs = sentMs + this.#settings.goodWithinMs + 50
    return { outcome: 'ok', completedMs, committedMs: this.#kept(committedMs) }
  }

  /** Committed between the recovery point and the onset: it was on the machine that died. */
  #kept(committedMs: number): number | undefined {
    const { recoveryPointMs, onsetMs } = this.script
    return committedMs > recoveryPointMs && committedMs <= onsetMs ? undefined : committedMs
  }
}
