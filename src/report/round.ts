import type { Interval } from '../model/interval.ts'

/** Steps in a unit: a report keeps three digits of a millisecond, and of a second. */
const STEPS = 1_000
/** Floating-point noise of a value that is exact in nanoseconds, in steps. */
const NOISE = 1e-5

/** Rounds an interval to thousandths of its unit, outward: a rounded interval still contains the truth. */
export function roundOutward({ lo, hi }: Interval): { lo: number | null; hi: number | null } {
  return {
    lo: lo === null ? null : noMinusZero(Math.floor(lo * STEPS + NOISE) / STEPS),
    hi: hi === null ? null : noMinusZero(Math.ceil(hi * STEPS - NOISE) / STEPS),
  }
}

/** Rounds a share to a ten-thousandth of a percent, outward. */
export function roundShareOutward({ lo, hi }: Interval): { lo: number | null; hi: number | null } {
  const scaled = roundOutward({ lo: lo === null ? null : lo * 1_000, hi: hi === null ? null : hi * 1_000 })
  const share = (value: number | null): number | null => (value === null ? null : Number((value / 1_000).toFixed(6)))
  return { lo: share(scaled.lo), hi: share(scaled.hi) }
}

/** Rounds a single value to thousandths, to the nearest. */
export function roundMs<T extends number | null>(value: T): T {
  return (value === null ? null : Math.round(value * STEPS) / STEPS) as T
}

/** JSON has no −0, so a report with one would not be what was written. */
function noMinusZero(value: number): number {
  return value === 0 ? 0 : value
}
