import type { ProbeSpec } from '../model/probe.ts'

const NS_PER_MS = 1e6

/** One planned operation. */
export interface Slot {
  /** Index of the stream. */
  readonly stream: number
  /** Dense number within the stream, from 0. */
  readonly seq: number
  /** σ, nanoseconds since the start of the drill. */
  readonly scheduledNs: number
}

interface Row {
  readonly startNs: number
  readonly intervalNs: number
  nextSeq: number
}

/**
 * When every operation of every stream is due: σᵢ = σ₀ + i·d, fixed before the drill starts, never re-based and never
 * skipped, whatever the service or this process does. Measuring from σ and not from the moment of sending is what keeps a
 * hanging service from hiding its own outage ("coordinated omission").
 *
 * Each σ is a product and not a sum, so that rounding cannot drift. Streams begin a fraction of their own interval apart:
 * they would otherwise all fire in the same instant, and the probe would be its own load peak.
 */
export class Timetable {
  readonly #rows: readonly Row[]

  /** @param sigma0Ns - σ₀ of the first stream, nanoseconds since the start of the drill */
  constructor(sigma0Ns: number, streams: readonly Pick<ProbeSpec, 'intervalMs'>[]) {
    this.#rows = streams.map(({ intervalMs }, index) => {
      const intervalNs = intervalMs * NS_PER_MS
      return { startNs: sigma0Ns + Math.round((index * intervalNs) / streams.length), intervalNs, nextSeq: 0 }
    })
  }

  /** When the earliest slot that was not taken yet is due. */
  get nextDueNs(): number {
    return this.#dueOf(this.#earliest())
  }

  /** Takes the earliest slot that is due; undefined when none is. A late caller gets all that it missed, one by one. */
  take(nowNs: number): Slot | undefined {
    const stream = this.#earliest()
    const scheduledNs = this.#dueOf(stream)
    const row = this.#rows[stream]
    if (row === undefined || scheduledNs > nowNs) return undefined
    return { stream, seq: row.nextSeq++, scheduledNs }
  }

  #earliest(): number {
    let earliest = 0
    for (let stream = 1; stream < this.#rows.length; stream++) {
      if (this.#dueOf(stream) < this.#dueOf(earliest)) earliest = stream
    }
    return earliest
  }

  #dueOf(stream: number): number {
    const row = this.#rows[stream]
    return row === undefined ? Number.POSITIVE_INFINITY : row.startNs + row.nextSeq * row.intervalNs
  }
}
