import type { Interval, Span } from '../model/interval.ts'
import { completedAt, isGood, isOk, nextGood, rangeOf, sentAt, type Probes } from './probes.ts'

/** How much slower than the slowest window of the baseline counts as the same. */
const P99_ROOM = 1.1
/** Share of the baseline's rate of answers that counts as the same. */
const RATE_SHARE = 0.9
/** So many windows in a row. */
const WINDOWS = 3
/** A window moves on by this share of its length: finer than it can resolve, and cheap enough for a long drill. */
const STEP_SHARE = 0.02

interface Window {
  readonly p99Ns: number
  /** `ok` answers per nanosecond of the timetable. */
  readonly rate: number
  readonly bad: number
}

/**
 * When a stream was back in its **steady state**: the first operation from which three windows of W in a row are what
 * the baseline was. That is: their p99 is no more than the largest of any window of the baseline, and a tenth; they
 * answer at 0.9 of its rate or more; and no more of their probes are bad than in its worst window.
 *
 * ∈ (sending of the last operation from which that was not so, completion of the first from which it was].
 *
 * @param from - the first operation that may count: where the service had recovered, or the fault when it never failed
 * @param windowOperations - W
 * @returns nanoseconds; `hi` is null when it was not seen to be steady again; undefined when the baseline is shorter than a window
 */
export function steadyAgain(
  probes: Probes,
  baseline: Span,
  from: number,
  windowOperations: number,
): Interval | undefined {
  const size = windowOperations
  const step = Math.max(1, Math.round(size * STEP_SHARE))
  const before = rangeOf(probes, baseline)
  const normal: Window[] = []
  for (let i = before.from; i + size <= before.to; i += step) normal.push(windowAt(probes, i, size))
  if (normal.length === 0) return undefined
  // Not as arguments of one call: a baseline of an hour has more windows than a call may have.
  const most = (value: (window: Window) => number): number =>
    normal.reduce((largest, window) => Math.max(largest, value(window)), -Infinity)
  const limits = {
    p99Ns: most(({ p99Ns }) => p99Ns) * P99_ROOM,
    rate: (normal.reduce((sum, { rate }) => sum + rate, 0) / normal.length) * RATE_SHARE,
    bad: most(({ bad }) => bad),
  }
  const known = new Map<number, boolean>()
  const normalAt = (i: number): boolean => {
    const found = known.get(i)
    if (found !== undefined) return found
    const { p99Ns, rate, bad } = windowAt(probes, i, size)
    const same = p99Ns <= limits.p99Ns && rate >= limits.rate && bad <= limits.bad
    known.set(i, same)
    return same
  }
  const start = nextGood(probes, from)
  if (start === undefined) return { lo: from < probes.length ? sentAt(probes, from) : null, hi: null }
  let notSteadyNs = start === 0 ? null : sentAt(probes, start - 1)
  for (let i = start; i + WINDOWS * size <= probes.length; i += step) {
    if (Array.from({ length: WINDOWS }, (_, window) => i + window * size).every(normalAt)) {
      // A step may end on a bad probe; it has no completion to count from.
      const first = nextGood(probes, i) ?? i
      return { lo: notSteadyNs, hi: completedAt(probes, first) }
    }
    notSteadyNs = sentAt(probes, i)
  }
  return { lo: notSteadyNs, hi: null }
}

function windowAt(probes: Probes, from: number, size: number): Window {
  const times: number[] = []
  let bad = 0
  for (let i = from; i < from + size; i++) {
    if (!isGood(probes, i)) bad++
    if (isOk(probes, i)) times.push(completedAt(probes, i) - sentAt(probes, i))
  }
  const sorted = Float64Array.from(times).sort()
  return {
    p99Ns: sorted[Math.max(0, Math.ceil(0.99 * sorted.length) - 1)] ?? Infinity,
    rate: times.length / (scheduledAt(probes, from + size) - scheduledAt(probes, from)),
    bad,
  }
}

function scheduledAt(probes: Probes, i: number): number {
  const last = probes.length - 1
  return i <= last ? (probes.scheduledNs[i] ?? NaN) : (probes.scheduledNs[last] ?? NaN) + (i - last) * probes.intervalNs
}
