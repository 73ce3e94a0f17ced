import { setTimeout as sleep } from 'node:timers/promises'
import type { ControlPlane } from '../control-plane.ts'

/** How often the replica is asked, in milliseconds. */
const EVERY_MS = 1_000
/** When nobody has wanted to know for so long, it is asked no more, in milliseconds. */
const WANTED_MS = 60_000
/** So many samples are kept: an hour. */
const KEPT = 3_600

interface Sample {
  readonly atMs: number
  readonly lagMs: number
}

/** A value for each period that is over, by the time at which it began; the newest first, as CloudWatch gives them. */
export interface Series {
  readonly Timestamps: Date[]
  readonly Values: number[]
}

const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
}

/** The real lag of the lab's replica over time: taken down from when somebody first wants to know it. */
export class ReplicaLag {
  readonly #plane: ControlPlane
  readonly #samples: Sample[] = []
  #wantedMs = -Infinity
  #sampling = false

  constructor(plane: ControlPlane) {
    this.#plane = plane
  }

  /** Somebody wants to know it, now and for a while. */
  want(): void {
    this.#wantedMs = Date.now()
    if (!this.#sampling) void this.#sample()
  }

  /** @returns undefined for a statistic that it does not have */
  series(statistic: string, periodMs: number, fromMs: number, toMs: number): Series | undefined {
    const of = STATISTICS[statistic]
    if (of === undefined) return undefined
    const nowMs = Date.now()
    const periods = Map.groupBy(this.#samples, ({ atMs }) => Math.floor(atMs / periodMs) * periodMs)
    const over = [...periods]
      .filter(([beganMs]) => beganMs >= fromMs && beganMs < toMs && beganMs + periodMs <= nowMs)
      .toSorted(([one], [other]) => other - one)
    return {
      Timestamps: over.map(([beganMs]) => new Date(beganMs)),
      Values: over.map(([, samples]) => of(samples.map(({ lagMs }) => lagMs))),
    }
  }

  async #sample(): Promise<void> {
    this.#sampling = true
    while (Date.now() - this.#wantedMs < WANTED_MS) {
      // A replica that cannot be asked leaves a gap, as it does in a metric.
      const lagMs = await this.#plane.effects.replicaLag().catch(() => null)
      if (lagMs !== null) this.#samples.push({ atMs: Date.now(), lagMs })
      if (this.#samples.length > KEPT) this.#samples.shift()
      await sleep(EVERY_MS, undefined, { ref: false })
    }
    this.#sampling = false
  }
}
