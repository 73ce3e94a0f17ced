import type { Span } from '../../../src/model/interval.ts'
import type { Random } from '../random.ts'

const MS = 1e6

/** One time in which the prober did not run: nothing was sent, and nothing that arrived was seen. Milliseconds. */
interface Stall {
  readonly fromMs: number
  readonly toMs: number
  /** The slot whose time of sending was taken just before, and which then had to wait to be sent. */
  readonly caughtSeq: number | undefined
}

export interface StallSettings {
  readonly intervalMs: number
  readonly untilMs: number
  /** The prober is most likely stalled near these. */
  readonly edgesMs: readonly number[]
}

/** How long it takes the prober to send the next of several overdue requests, in milliseconds. */
const CATCH_UP_MS = 0.05

/** A prober that does not get the processor: for less than an interval, which nobody notices, and for longer. */
export class Stalls {
  readonly #stalls: readonly Stall[]
  readonly #intervalMs: number
  /** What the prober itself records: gaps between ticks that are longer than the probe interval. */
  readonly blindWindows: readonly Span[]

  private constructor(stalls: readonly Stall[], intervalMs: number, blindWindows: readonly Span[]) {
    this.#stalls = stalls
    this.#intervalMs = intervalMs
    this.blindWindows = blindWindows
  }

  static none(intervalMs: number): Stalls {
    return new Stalls([], intervalMs, [])
  }

  static draw({ intervalMs, untilMs, edgesMs }: StallSettings, random: Random): Stalls {
    const drawn: Stall[] = []
    const add = (nearMs: number, longMs: number): void => {
      const caughtSeq = random.chance(0.3) ? Math.round(nearMs / intervalMs) : undefined
      const fromMs = caughtSeq === undefined ? nearMs : caughtSeq * intervalMs + 0.3
      if (drawn.some((other) => fromMs <= other.toMs + intervalMs && other.fromMs <= fromMs + longMs + intervalMs))
        return
      drawn.push({ fromMs, toMs: fromMs + longMs, caughtSeq })
    }
    for (const edgeMs of edgesMs) {
      if (random.chance(0.7)) add(edgeMs + random.between(-300, 100), random.between(0.2 * intervalMs, 600))
      if (random.chance(0.7)) add(edgeMs + random.between(-2, 1) * intervalMs, random.between(1, 6 * intervalMs))
    }
    for (let at = intervalMs; at < untilMs; at += random.between(50, 400) * intervalMs) {
      add(at, random.between(0.1, 1) * intervalMs)
    }
    const blind = drawn.flatMap(({ fromMs, toMs, caughtSeq }) => {
      // It ticks at least twice an interval.
      const lastTickMs = caughtSeq === undefined ? fromMs - random.between(0, intervalMs / 2) : fromMs
      return toMs - lastTickMs > intervalMs ? [{ fromNs: lastTickMs * MS, toNs: toMs * MS }] : []
    })
    return new Stalls(drawn, intervalMs, blind)
  }

  /** When a slot that is due at an instant is stamped as sent, and when it really leaves. */
  send(seq: number, dueMs: number): { readonly sentMs: number; readonly leftMs: number } {
    const caught = this.#stalls.find(({ caughtSeq }) => caughtSeq === seq)
    if (caught !== undefined) return { sentMs: caught.fromMs, leftMs: caught.toMs + CATCH_UP_MS }
    const stall = this.#at(dueMs)
    if (stall === undefined) return { sentMs: dueMs, leftMs: dueMs }
    const before = Math.ceil((dueMs - stall.fromMs) / this.#intervalMs)
    const sentMs = stall.toMs + CATCH_UP_MS * (1 + before)
    return { sentMs, leftMs: sentMs }
  }

  /** When the prober sees what happened at an instant. */
  seen(ms: number): number {
    const stall = this.#at(ms)
    return stall === undefined ? ms : stall.toMs + CATCH_UP_MS
  }

  #at(ms: number): Stall | undefined {
    return this.#stalls.find(({ fromMs, toMs }) => ms > fromMs && ms < toMs)
  }
}
