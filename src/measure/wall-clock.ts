import type { ClockOrigin, ClockPair } from '../model/clock.ts'
import { nsToMs } from './units.ts'

/** How far the two clocks may drift apart without a step, in milliseconds: reading them and disciplining one. */
const READING_MS = 50
/** The rate at which a disciplined clock is allowed to be slewed, 500 parts in a million. */
const SLEW = 500e-6

/** By how many milliseconds the wall clock was stepped; undefined when it was not, or when nobody looked at the end. */
export function wallClockStepMs(origin: ClockOrigin, end: ClockPair | undefined): number | undefined {
  if (end === undefined) return undefined
  const elapsedMs = nsToMs(end.monotonicNs)
  const stepMs = end.wallMs - origin.wallMs - elapsedMs
  return Math.abs(stepMs) > READING_MS + elapsedMs * SLEW ? stepMs : undefined
}
