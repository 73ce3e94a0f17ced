import type { LagSample } from './evidence.ts'
import type { Interval } from './interval.ts'
import type { Debrief } from './rehearsal.ts'
import type { Rung } from './operation.ts'
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
  /** Failures that the scenario expects by name. */
  readonly expected: readonly Reason[]
  /** Where the recovery time went; the legs add up to the upper end of RTA. Empty where that is unknown. */
  readonly legs: readonly Leg[]
  /** Each rung of the ladder, lowest first. */
  readonly ladder: readonly RungMeasurement[]
  /** What others say of the data that the fault would cost; empty where nobody does. They never decide. */
  readonly witnesses: readonly LagWitness[]
  /** How quiet the machine was: explains, and never decides. */
  readonly noise: Noise
  /** Sentences that the intervals rest on. */
  readonly assumptions: readonly string[]
  /** What a rehearsal has shown of its person; it never decides. Absent where nobody rehearsed. */
  readonly debrief?: Debrief
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
  /** Of what was lost: from the recovery point to the cut-over to another system; unknown where nobody told of one. */
  readonly lossWindowSeconds: Interval
  readonly writes: WriteCounts
  /** How many reads returned less than had been acknowledged before they were sent: surely, and possibly. */
  readonly staleReads: Interval
  /** How old the value of the worst of them was, in milliseconds. */
  readonly stalenessMs: Interval
  /** People's time that is credited in the judged recovery time, in milliseconds. */
  readonly creditedMs: number
  /** From the fault until the system itself knew. */
  readonly timeToDetectMs: Interval
  /** From the fault until every stream was back in the range of its baseline. */
  readonly timeToSteadyStateMs: Interval
  /** From the fault until a standby streamed again. */
  readonly timeToRedundancyMs: Interval
  /** p99 of the service time after recovery, on the slowest judged stream. */
  readonly latencyP99Ms: Interval
  /** Share of good probes from the fault on, on the worst judged stream, 0..1. */
  readonly availability: Interval
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
  /** Reads and acknowledgements that named a write which nobody had attempted. */
  readonly corrupt: number | null
  /** Acknowledged by a deposed primary; at least. */
  readonly zombies: number | null
  /** The first lost writes, oldest first; `truncated` when there are more. */
  readonly lostIds: readonly { readonly writer: string; readonly seq: number }[]
  readonly truncated: boolean
}

export type LegName = 'detect' | 'decide' | 'fail over' | 'route' | 'warm'

/** A part of the recovery time. */
export interface Leg {
  readonly leg: LegName | 'unattributed'
  /** Never negative, in milliseconds. */
  readonly ms: number
  /** Who saw its end. */
  readonly source: 'ladder' | 'control-plane' | 'probes' | null
}

/** One rung of the ladder. */
export interface RungMeasurement {
  readonly rung: Rung
  readonly stream: string
  readonly path: string
  readonly failed: boolean
  readonly onset: Interval
  readonly recovery: Interval
}

/** Somebody else's word on the recovery point: how far behind a copy was, by the last sample that was over before the fault. */
export interface LagWitness extends Pick<LagSample, 'of' | 'source'> {
  readonly component: string
  /** The sample; unknown when there was none before the fault. */
  readonly seconds: Interval
  /** What would have been lost at the fault by it. */
  readonly atLossSeconds: Interval
  /** How long before the fault its sample began: it can say nothing more exactly. */
  readonly ageSeconds: number | null
  /** Whether the measured RPA meets it; null where the two are not comparable. */
  readonly agrees: boolean | null
}

/** How quiet the machine was. `null`: not recorded. Times in milliseconds. */
export interface Noise {
  /** Share of the time in which some task waited for a processor, 0..1. */
  readonly cpuPressure: { readonly mean: number; readonly max: number } | null
  /** Tasks that ran or wanted to, for each processor. */
  readonly loadPerCpu: { readonly mean: number; readonly max: number } | null
  readonly proberLoopDelayMaxMs: number | null
  readonly harnessLoopDelayMaxMs: number | null
  /** Of all streams of the prober. */
  readonly sendLagMaxMs: number | null
  readonly blindWindows: number
  /** All blind windows together, and the longest of them. */
  readonly blindMs: number
  readonly longestBlindMs: number
  readonly wallClockSteps: readonly { readonly at: Interval; readonly ms: number }[]
}

/**
 * A run of bad probes on one stream. `not-sent`: most of its slots were not sent (the prober stood still, or had too many
 * requests in flight), so it says nothing about the service.
 */
export interface Episode {
  readonly onset: Interval
  readonly recovery: Interval
  readonly badProbes: number
  readonly kind: 'bad-run' | 'below-level' | 'not-sent'
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
