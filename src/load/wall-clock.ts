import type { ClockOrigin } from '../model/clock.ts'
import { sinceOrigin } from '../system/clock.ts'
import type { WallReading } from './timeline.ts'

const NS_PER_MS = 1e6

/** Places milliseconds of the wall clock on the drill's clock. */
export interface WallClockMapping {
  /** The instant cannot have been before this, nanoseconds since the start of the drill. */
  earliestNs(wallMs: number): number
  /** The instant cannot have been after this. */
  latestNs(wallMs: number): number
  /** The distance between the two, in milliseconds: the same for every instant. */
  readonly errorMs: number
}

/**
 * Maps another process's `Date.now()` to the drill's clock.
 *
 * A reading w of the wall clock was taken between b and a of the monotonic clock. The wall clock is cut off to whole
 * milliseconds, so its true value lay in [w, w + 1 ms), and the offset between the clocks in (b − w − 1 ms, a − w].
 * Every reading narrows the offset: it lies where all of these intervals overlap. Where they do not, the wall clock
 * was stepped in between; then everything from the lowest to the highest is possible, and the error says so.
 * An event's own milliseconds are cut off too, which adds one more millisecond.
 *
 * @throws RangeError without a reading
 */
export function mapWallClock(readings: readonly WallReading[], origin: ClockOrigin): WallClockMapping {
  if (readings.length === 0) throw new RangeError('no reading of the wall clock: its times cannot be mapped')
  const lows = readings.map(({ beforeNs, wallMs }) => sinceOrigin(origin, beforeNs) - (wallMs + 1) * NS_PER_MS)
  const highs = readings.map(({ afterNs, wallMs }) => sinceOrigin(origin, afterNs) - wallMs * NS_PER_MS)
  const overlap = Math.max(...lows) <= Math.min(...highs)
  const low = overlap ? Math.max(...lows) : Math.min(...lows)
  const high = overlap ? Math.min(...highs) : Math.max(...highs)
  return {
    earliestNs: (wallMs) => wallMs * NS_PER_MS + low,
    latestNs: (wallMs) => (wallMs + 1) * NS_PER_MS + high,
    errorMs: (high - low) / NS_PER_MS + 1,
  }
}
