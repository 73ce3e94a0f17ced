import type { Interval } from '../model/interval.ts'
import { isGood, isShed, sentAt, type Probes } from './probes.ts'

/** How long a stretch the share of good probes is taken over for "time below", in nanoseconds. */
const BUCKET_NS = 1_000_000_000

/** What the outage cost, from the fault to the end of the observation. */
export interface Unavailability {
  readonly operations: number
  readonly bad: number
  /**
   * Nanoseconds in which less than 50 / 90 / 99 % of the probes that were sent were good, counted in whole seconds of the
   * timetable.
   */
  readonly belowNs: { readonly p50: number; readonly p90: number; readonly p99: number }
  /** Full-outage time: d × bad probes, ± d for each run of bad probes. A slot that was shed only counts at the upper end. Nanoseconds. */
  readonly fullOutageNs: Interval
}

/** @param from - first probe that counts */
export function unavailabilityOf(probes: Probes, from: number): Unavailability {
  const d = probes.intervalNs
  const size = Math.max(1, Math.round(BUCKET_NS / d))
  const belowNs = { p50: 0, p90: 0, p99: 0 }
  let [bad, runs, sentBad, sentRuns] = [0, 0, 0, 0]
  let runHasSent = false
  for (let start = from; start < probes.length; start += size) {
    const end = Math.min(probes.length, start + size)
    let [badHere, sentHere] = [0, 0]
    for (let i = start; i < end; i++) {
      const shed = isShed(probes, i)
      if (!shed) sentHere++
      if (isGood(probes, i)) continue
      bad++
      if (i === from || isGood(probes, i - 1)) {
        runs++
        runHasSent = false
      }
      if (shed) continue
      badHere++
      if (!runHasSent) sentRuns++
      runHasSent = true
    }
    sentBad += badHere
    const share = sentHere === 0 ? 1 : 1 - badHere / sentHere
    if (share < 0.5) belowNs.p50 += (end - start) * d
    if (share < 0.9) belowNs.p90 += (end - start) * d
    if (share < 0.99) belowNs.p99 += (end - start) * d
  }
  return {
    operations: probes.length - from,
    bad,
    belowNs,
    fullOutageNs: { lo: (sentBad - sentRuns) * d, hi: (bad + runs) * d },
  }
}

/** The share of good probes, 0..1: 1 − full-outage time / observed time; unknown when nothing was observed. */
export function availableShare({ operations, fullOutageNs }: Unavailability, intervalNs: number): Interval {
  const observedNs = operations * intervalNs
  if (observedNs === 0) return { lo: null, hi: null }
  const share = (ns: number | null): number | null => (ns === null ? null : Math.max(0, 1 - ns / observedNs))
  return { lo: share(fullOutageNs.hi), hi: share(fullOutageNs.lo) }
}

/**
 * No episode: then there was no outage longer than d + τ; with j bad probes in a row (fewer than an episode), than
 * (j + 1)·d + τ. In general: than the longest time from the sending of one good probe to that of the next, plus τ (the
 * next one may have been held until the service was back). So it holds too where a prober that stood still sent nothing.
 *
 * @param from - first probe after the fault; the good one before it counts too
 * @returns nanoseconds; undefined when no probe was sent
 */
export function longestUnseenOutage(probes: Probes, from: number, goodWithinNs: number): number | undefined {
  if (from >= probes.length) return undefined
  let lastGood = from - 1
  while (lastGood >= 0 && !isGood(probes, lastGood)) lastGood--
  let longest = 0
  for (let i = Math.max(0, lastGood); i < probes.length; i++) {
    const until = i === probes.length - 1 ? sentAt(probes, i) + probes.intervalNs : sentAt(probes, i + 1)
    longest = Math.max(longest, until - sentAt(probes, Math.max(0, lastGood)))
    if (i + 1 < probes.length && isGood(probes, i + 1)) lastGood = i + 1
  }
  return longest + goodWithinNs
}
