import type { Interval } from '../model/interval.ts'

const NS_PER_MS = 1_000_000

export function msToNs(ms: number): number {
  return ms * NS_PER_MS
}

export function nsToMs(ns: number): number {
  return ns / NS_PER_MS
}

/** The same interval in milliseconds. */
export function inMs({ lo, hi }: Interval): Interval {
  return { lo: lo === null ? null : nsToMs(lo), hi: hi === null ? null : nsToMs(hi) }
}

/** Where two intervals can meet: an unknown side reaches everything. */
export function overlap(a: Interval, b: Interval, slack = 0): boolean {
  const before = (hi: number | null, lo: number | null): boolean => hi !== null && lo !== null && hi + slack < lo
  return !before(a.hi, b.lo) && !before(b.hi, a.lo)
}
