import { quantileBounds, valuesNeeded } from '../measure/quantile-bounds.ts'
import type { Interval } from '../model/interval.ts'
import type { Verdict } from '../model/verdict.ts'
import type { Report } from './schema.ts'
import { REPORT_SCHEMA_VERSION } from './schema.ts'

/** Several drills of one scenario, one after the other, and what they say together. */
export interface Series {
  readonly schemaVersion: typeof REPORT_SCHEMA_VERSION
  /** The worst of the drills. */
  readonly verdict: Verdict
  readonly drills: readonly Report[]
  readonly summary: SeriesSummary
}

/** Numbers over all drills. One drill is one sample: bounds say how many there were. */
export interface SeriesSummary {
  readonly scenario: string
  readonly environment: string
  /** How many drills were asked for; fewer ran when somebody ended the series. */
  readonly planned: number
  readonly ran: number
  readonly verdicts: Readonly<Record<Verdict, number>>
  readonly rtaMs: RtaSummary
  readonly loss: LossSummary
}

/** Over the drills that are valid and saw a recovery time. */
export interface RtaSummary {
  readonly drills: number
  /** Each of them, fastest first, by the upper end. */
  readonly values: readonly (Interval & { readonly drill: string })[]
  /** The median of the true values lies between the medians of both ends. */
  readonly median: Interval
  readonly range: Interval
  /** Upper bound of the p95, 95 %; null when there are too few drills for one. */
  readonly p95AtMost: number | null
  /** How many drills such a bound needs at least. */
  readonly p95Needs: number
}

/** Over the drills whose loss was measured. */
export interface LossSummary {
  readonly drills: number
  /** In how many of them an acknowledged write was lost. */
  readonly lossy: number
  /** Upper bound of the probability that a drill loses a write, 95 %: 3 / n for n loss-free ones; null otherwise. */
  readonly probabilityAtMost: number | null
}

/** Puts drills of one scenario together. @param planned - how many were asked for */
export function seriesOf(drills: readonly Report[], planned: number): Series {
  const verdicts = { pass: 0, fail: 0, inconclusive: 0 }
  for (const { verdict } of drills) verdicts[verdict]++
  const [first] = drills
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    verdict: verdicts.fail > 0 ? 'fail' : verdicts.inconclusive > 0 || drills.length === 0 ? 'inconclusive' : 'pass',
    drills,
    summary: {
      scenario: first?.drill.scenario ?? '',
      environment: first?.drill.environment ?? '',
      planned,
      ran: drills.length,
      verdicts,
      rtaMs: rtaSummary(drills),
      loss: lossSummary(drills),
    },
  }
}

function rtaSummary(drills: readonly Report[]): RtaSummary {
  const values = drills
    .flatMap(({ drill, measurements, validity }) => {
      const rta = rtaOf(measurements)
      // What an invalid drill measured is no sample of anything.
      return rta === undefined || validity.some(({ holds }) => !holds) ? [] : [{ drill: drill.id, ...rta }]
    })
    .toSorted((a, b) => (a.hi ?? Infinity) - (b.hi ?? Infinity))
  const los = values.map(({ lo }) => lo ?? 0)
  const his = values.map(({ hi }) => hi ?? Infinity)
  const bound = quantileBounds(his, 0.95).hi
  return {
    drills: values.length,
    values,
    median: { lo: known(median(los)), hi: known(median(his)) },
    range: { lo: known(values.length === 0 ? undefined : Math.min(...los)), hi: known(his.at(-1)) },
    p95AtMost: known(bound ?? undefined),
    p95Needs: valuesNeeded(0.95),
  }
}

/** The recovery time of a drill; where nothing failed, how long an outage could have been unseen. */
function rtaOf({ rtaMs, noOutageLongerThanMs }: Report['measurements']): Interval | undefined {
  if (rtaMs.lo !== null || rtaMs.hi !== null) return rtaMs
  return noOutageLongerThanMs === null ? undefined : { lo: 0, hi: noOutageLongerThanMs }
}

function lossSummary(drills: readonly Report[]): LossSummary {
  const lost = drills.flatMap(({ measurements }) => measurements.writes.lost ?? [])
  const lossy = lost.filter((count) => count > 0).length
  // Rule of three: with n drills without loss, a probability above 3 / n would have shown itself with 95 %.
  const probabilityAtMost = lossy > 0 || lost.length === 0 ? null : Math.min(1, 3 / lost.length)
  return { drills: lost.length, lossy, probabilityAtMost }
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2
}

/** A drill that never recovered is longer than any number: it makes what rests on it unbounded. */
function known(value: number | undefined): number | null {
  return value === undefined || value === Infinity ? null : value
}
