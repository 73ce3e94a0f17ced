/** The units that a duration may be written in. */
type DurationUnit = 'ms' | 's' | 'm' | 'h'

/** A length of time as people write it, for example `'250ms'`, `'30s'`, `'1.5m'`, `'2h'`. */
export type Duration = `${number}${DurationUnit}`

const MS_PER_UNIT: Record<DurationUnit, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/

/**
 * Parses a {@link Duration}.
 *
 * @param text - a number and a unit, without a space
 * @returns milliseconds, or `undefined` when the text is not a duration
 */
export function parseDurationMs(text: string): number | undefined {
  const match = DURATION.exec(text.trim())
  if (match === null) return undefined
  const [, amount, unit] = match
  return Number(amount) * MS_PER_UNIT[unit as DurationUnit]
}

/**
 * Milliseconds of a duration that the compiler has already checked.
 *
 * @throws RangeError when the text is not a duration (only a cast can get here)
 */
export function durationMs(text: Duration): number {
  const ms = parseDurationMs(text)
  if (ms === undefined) {
    throw new RangeError(`'${text}' is not a duration: write a number and ms, s, m or h, for example '30s'`)
  }
  return ms
}

/** Writes milliseconds for people: `612 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatMs(ms: number): string {
  const abs = Math.abs(ms)
  if (abs < 1_000) return `${trim(ms, abs < 10 ? 1 : 0)} ms`
  if (abs < 120_000) return `${trim(ms / 1_000, abs < 10_000 ? 2 : 1)} s`
  const totalSeconds = Math.round(abs / 1_000)
  const sign = ms < 0 ? '-' : ''
  const hours = Math.floor(totalSeconds / 3_600)
  const minutes = Math.floor((totalSeconds % 3_600) / 60)
  const seconds = totalSeconds % 60
  if (hours > 0) return `${sign}${hours} h ${minutes} min`
  return `${sign}${minutes} min ${seconds} s`
}

/** A length of time rounded down as it is shown, so that "at least" stays true. */
export function atLeast(ms: number): string {
  return formatMs(Math.floor(ms / displayStep(ms) + NOISE) * displayStep(ms))
}

/** A length of time rounded up as it is shown, so that "at most" stays true. */
export function atMost(ms: number): string {
  return formatMs(Math.ceil(ms / displayStep(ms) - NOISE) * displayStep(ms))
}

/** Where a value that is exact as shown has floating-point noise. */
const NOISE = 1e-6

/** The last digit that `formatMs` shows, in milliseconds. */
function displayStep(ms: number): number {
  const abs = Math.abs(ms)
  if (abs < 10) return 0.1
  if (abs < 1_000) return 1
  if (abs < 10_000) return 10
  if (abs < 120_000) return 100
  return 1_000
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}
