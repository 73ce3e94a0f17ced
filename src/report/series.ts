import type { Interval } from '../model/interval.ts'
import type { Verdict } from '../model/verdict.ts'
import type { REPORT_SCHEMA_VERSION, Report } from './schema.ts'

/** Several drills of one scenario, one after the other, and what they say together. */
export interface Series {
  readonly schemaVersion: typeof REPORT_SCHEMA_VERSION
  /** The worst of the drills; inconclusive at best where fewer ran than were asked for. */
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

/** Over the drills whose loss was measured: the valid ones, and those that lost something. */
export interface LossSummary {
  readonly drills: number
  /** In how many of them an acknowledged write was lost. */
  readonly lossy: number
  /** Upper bound of the probability that a drill loses a write, 95 %: 3 / n for n loss-free ones; null otherwise. */
  readonly probabilityAtMost: number | null
}
