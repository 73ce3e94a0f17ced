import type { Interval } from './interval.ts'
import type { ObjectiveResult, Reason, Verdict } from './verdict.ts'

/** All that follows from the evidence of a drill. Times are milliseconds since its start unless the name says otherwise. */
export interface Judgement {
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  readonly objectives: readonly ObjectiveResult[]
  readonly measurements: Measurements
  /** Each judged and witnessing stream by itself. */
  readonly streams: readonly StreamMeasurement[]
  readonly validity: readonly ValidityCheck[]
  /** Sentences that the intervals rest on. */
  readonly assumptions: readonly string[]
}

export interface Measurements {
  /** f: when the fault that starts the clock happened. */
  readonly fault: Interval
  /** a: when the outage began. */
  readonly onset: Interval
  /** b: when the service had recovered. */
  readonly recovery: Interval
  readonly firstRecovery: Interval
  readonly rtaMs: Interval
  readonly downtimeMs: Interval
  readonly rpaSeconds: Interval
  readonly writes: WriteCounts
  readonly staleReads: Interval
  /** ℓ*, in milliseconds. */
  readonly serviceTimeMs: number | null
  /** The parts that make the RTA interval as wide as it is, widest first. */
  readonly width: readonly { readonly term: string; readonly ms: number }[]
  /** The stream that was judged. */
  readonly judgedStream: string | null
  readonly flaps: number
  /** No probe was bad: then there was no outage longer than this, in milliseconds. */
  readonly noOutageLongerThanMs: number | null
}

/** Counters of acknowledged and other writes. `null` means not measured. */
export interface WriteCounts {
  readonly attempted: number
  readonly acknowledged: number
  readonly failed: number
  readonly indeterminate: number
  readonly lost: number | null
  /** Lost if every indeterminate write that vanished is counted too. */
  readonly lostPessimistic: number | null
  readonly indeterminateSurvived: number | null
  readonly indeterminateVanished: number | null
  readonly holes: number | null
  readonly seenThenLost: number | null
  readonly phantoms: number | null
  readonly abortedButApplied: number | null
  readonly duplicates: number | null
  /** The first lost writes, oldest first; `truncated` when there are more. */
  readonly lostIds: readonly { readonly writer: string; readonly seq: number }[]
  readonly truncated: boolean
}

/** A run of bad probes on one stream. */
export interface Episode {
  readonly onset: Interval
  readonly recovery: Interval
  readonly badProbes: number
  readonly kind: 'bad-run' | 'below-level'
}

export interface StreamMeasurement {
  readonly id: string
  readonly source: 'probe' | 'k6'
  readonly judged: boolean
  readonly onset: Interval
  readonly recovery: Interval
  readonly rtaMs: Interval
  readonly downtimeMs: Interval
  readonly episodes: readonly Episode[]
  readonly operations: number
  readonly bad: number
  readonly baselineBadShare: number | null
  readonly baselineOperations: number
  /** p99 of the baseline's latency, in milliseconds. */
  readonly baselineP99Ms: number | null
  /** Longest and 99.9th percentile send lag, in milliseconds. */
  readonly sendLagMaxMs: number | null
  readonly sendLagP999Ms: number | null
  /** Time below 50 / 90 / 99 % of good probes, in milliseconds. */
  readonly belowMs: { readonly p50: number; readonly p90: number; readonly p99: number }
  /** d × bad probes: full-outage milliseconds. */
  readonly unavailabilityMs: Interval
}

/** One condition without which nothing may be concluded. */
export interface ValidityCheck {
  readonly name: string
  readonly holds: boolean
  readonly text: string
  /** Set when it does not hold. */
  readonly reason?: Reason
}
