import type { ClockPair, ClockOrigin } from './clock.ts'
import type { Evidence, Fault, Reversal } from './fault.ts'
import type { Interval, Span } from './interval.ts'
import type { MeasurementConfig } from './measurement-config.ts'
import type { LegName } from './judgement.ts'
import type { LoopDelay, NoiseSample } from './noise.ts'
import type { OperationTable, StreamInfo } from './operation.ts'
import type { ReasonCode } from './reasons.ts'
import type { RehearsalEvidence } from './rehearsal.ts'
import type { RunbookEvidence } from './runbook-evidence.ts'
import type { Objectives, Reason } from './verdict.ts'

/** Everything that a verdict rests on; all of it comes from the drill's record, so a verdict can be given again from disk. */
export interface DrillEvidence {
  readonly origin: ClockOrigin
  /** The same clocks at the end; undefined when the drill did not get there. */
  readonly clockAtEnd?: ClockPair
  readonly objectives: Objectives
  readonly config: MeasurementConfig
  readonly streams: readonly StreamInfo[]
  readonly operations: OperationTable
  /** Gaps between ticks of the prober that were longer than the probe interval. */
  readonly blindWindows: readonly Span[]
  /** The steady-state phase; undefined when the drill did not get there. */
  readonly baseline?: Span
  /** Until when the probes ran, nanoseconds. */
  readonly observedUntilNs: number
  readonly injections: readonly InjectionEvidence[]
  /** Set when somebody else broke the system and Blackstart only watched: then there is no injection. */
  readonly observation?: Observation
  /** One entry a node that was read; empty when there was no final read. */
  readonly finalReads: readonly FinalRead[]
  /** False when the environment has no canary: then RPO is "not measured". */
  readonly canaryPresent: boolean
  readonly load?: LoadAccounting
  readonly undo: readonly UndoEvidence[]
  /** Failures that the scenario expects by name: they are reported, and do not decide. */
  readonly expects?: readonly ReasonCode[]
  /** What the control plane did: it attributes, and never judges recovery. */
  readonly events?: readonly ControlPlaneSighting[]
  /** When the standby streamed again, nanoseconds; undefined where nobody looked. */
  readonly redundancy?: Interval
  /** Steps that people would take, and how long they are credited with. */
  readonly people?: readonly CreditedStep[]
  /** What the harness saw of its machine. It explains, and never decides. */
  readonly noise?: readonly NoiseSample[]
  /** How late the prober's event loop ran. */
  readonly loopDelays?: readonly LoopDelay[]
  /** Of a drill whose system was recovered by a runbook. */
  readonly runbook?: RunbookEvidence
  /** Of a drill with a person in it. */
  readonly rehearsal?: RehearsalEvidence
  /** What the lifecycle itself saw go wrong (interrupted, prober died, no targets...): each makes the drill inconclusive. */
  readonly problems: readonly Reason[]
}

/** An event of the control plane, on the drill's clock. */
export interface ControlPlaneSighting {
  /** For example `primary-lost`, `promoted`. */
  readonly kind: string
  readonly component: string
  /** Nanoseconds since the start of the drill. */
  readonly at: Interval
  /** Set where it says how far a copy was behind. */
  readonly lag?: LagSample
  /** Legs of a recovery that it ends where no event does by its kind. */
  readonly legs?: readonly LegName[]
}

/** How far a copy of the data was behind, by somebody else's word: the least and the most of a sample, in milliseconds. */
export interface LagSample {
  /** `replica`: of what would take over. `restore`: of the newest moment that a restore could lead to. */
  readonly of: 'replica' | 'restore'
  /** Who says so, for example `cloudwatch:AuroraGlobalDBRPOLag`. */
  readonly source: string
  readonly lo: number
  readonly hi: number
}

/** A step of a runbook that a person takes. */
export interface CreditedStep {
  /** What the person does, for people. */
  readonly text: string
  /** `detection`: somebody notices. `decision`: somebody decides. `action`: somebody acts. */
  readonly kind: 'detection' | 'decision' | 'action'
  /** How long it is credited with, in milliseconds. */
  readonly ms: number
  /** The drill let that time pass, so it is measured and not credited on top. */
  readonly waited: boolean
  /** Of a decision: from the end of the change before it until the next change began, nanoseconds. */
  readonly pending?: Span
}

/** What is known of a fault that was not ours. */
export interface Observation {
  /** Undefined: nobody said when the fault happened. */
  readonly mark?: FaultMark
}

/** Somebody said when the fault happened. */
export interface FaultMark {
  /** `command`: a command that caused it was bracketed. `key`: a person pressed a key. */
  readonly by: 'command' | 'key'
  /** f⁻, nanoseconds since the start of the drill: the start of the command, or the press less the human error. */
  readonly askedNs: number
  /** f⁺: the end of the command, or the press plus the human error; undefined when the command never ended. */
  readonly returnedNs?: number
  /** Which command and how it ended, or how exact the press is, for people. */
  readonly text: string
  /** The command failed: then nothing says that it broke anything. */
  readonly error?: string
  /** What a second command said about the fault being in force. */
  readonly proof?: Evidence
}

/** One injection as the ledger and the acting process recorded it. */
export interface InjectionEvidence {
  readonly injectionId: number
  readonly fault: Fault
  readonly component: string
  readonly reversal: Reversal
  /** Whether recovery time is counted from this injection. */
  readonly startsClock: boolean
  /** f⁻ and f⁺, nanoseconds since the start of the drill; undefined when the injection never returned. */
  readonly askedNs?: number
  readonly returnedNs?: number
  /** Proof that it is in force; undefined when it was never verified. */
  readonly proof?: Evidence
  readonly error?: string
}

export interface UndoEvidence {
  readonly injectionId: number
  readonly undone: boolean
  readonly text: string
}

/** What one node held when everything was over. */
export interface FinalRead {
  readonly node: string
  readonly role: 'writer' | 'replica'
  /** Everything was read, to the end. */
  readonly complete: boolean
  /** Two equal reads, further apart than the longest timeout. */
  readonly quiescent: boolean
  readonly error?: string
  /** What is there, by writer: sorted seqs (a duplicate row appears twice). */
  readonly writes: ReadonlyMap<string, Uint32Array>
}

/** Whether the load generator accounts for every slot that it was asked for. */
export interface LoadAccounting {
  /** Slots planned until the load was stopped. */
  readonly planned: number
  readonly started: number
  /** Slots that k6 says it dropped. */
  readonly dropped: number
  /** Intents without an outcome. */
  readonly unfinished: number
  /** How far planned and started + dropped may differ (stopping races the last slots). */
  readonly tolerance: number
  /** Outcomes that came in after k6 was asked to stop: from then on it runs scripts a little further, but counts no more. */
  readonly endedAfterStop: number
  /** k6's own counter of requests, if it could be read: a cross-check. */
  readonly requestsCounted?: number
  readonly exitCode: number | null
  /** The load ended by itself or was killed before the drill asked it to stop. */
  readonly endedEarly: boolean
  /** By how much times of the load may be off after mapping k6's wall clock, in milliseconds. */
  readonly clockErrorMs: number
}
