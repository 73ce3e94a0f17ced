import type { ClockOrigin, ClockPair } from '../model/clock.ts'
import type { Interval } from '../model/interval.ts'
import type { NoiseSample } from '../model/noise.ts'
import { nsToMs } from './units.ts'

/** How far the two clocks may drift apart without a step, in milliseconds: reading them and disciplining one. */
const READING_MS = 50
/** The rate at which a disciplined clock is allowed to be slewed, 500 parts in a million. */
const SLEW = 500e-6
/** The same between two samples of the noise, whose readings are taken close together, in milliseconds. */
const STEP_MS = 20

/** The wall clock jumped. Milliseconds. */
export interface WallClockStep {
  /** The stretch of the drill in which it happened. */
  readonly at: Interval
  readonly ms: number
}

/** Each step between two samples: also several that cancel each other, which only the samples show. */
export function wallClockSteps(samples: readonly NoiseSample[]): WallClockStep[] {
  return samples.flatMap((sample, i) => {
    const before = samples[i - 1]
    if (before === undefined) return []
    const elapsedMs = nsToMs(sample.atNs - before.atNs)
    const ms = sample.wallMs - before.wallMs - elapsedMs
    if (Math.abs(ms) <= STEP_MS + elapsedMs * SLEW) return []
    return [{ at: { lo: nsToMs(before.atNs), hi: nsToMs(sample.atNs) }, ms }]
  })
}

/** By how many milliseconds the wall clock was stepped; undefined when it was not, or when nobody looked at the end. */
export function wallClockStepMs(origin: ClockOrigin, end: ClockPair | undefined): number | undefined {
  if (end === undefined) return undefined
  const elapsedMs = nsToMs(end.monotonicNs)
  const stepMs = end.wallMs - origin.wallMs - elapsedMs
  return Math.abs(stepMs) > READING_MS + elapsedMs * SLEW ? stepMs : undefined
}
