import type { Duration } from './duration.ts'
import type { Fault } from './fault.ts'
import type { Judgement } from './judgement.ts'
import type { ReasonCode } from './reasons.ts'
import type { StopConditions } from './stop-conditions.ts'

/** Load by k6: the script, and the open-model rate at which it starts iterations. */
export interface K6Load {
  readonly kind: 'k6'
  /** Path of the script, relative to the scenario file's folder. */
  readonly script: string
  /** Iterations started a second, whether or not earlier ones have ended. */
  readonly rate: number
  /** Timeout of one request. @default '1s' */
  readonly timeout?: Duration
  /** Names of environment variables that the script gets, for example a token's. Values are written nowhere. */
  readonly env?: readonly string[]
}

/** The kinds of environment that a scenario can run in. */
export const ENVIRONMENT_NAMES = ['lab', 'containers', 'aws', 'aws-lab', 'observed'] as const
export type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number]

/** The lab's sets of timings: `fast` for the inner loop, `realistic` with the cloud's published values. */
export const LAB_PROFILES = ['fast', 'realistic'] as const
export type LabProfile = (typeof LAB_PROFILES)[number]

/** An environment, or an environment and profile. The lab's profiles are known here; those of other environments belong to their users. */
export type EnvironmentKey = EnvironmentName | `lab:${LabProfile}` | `${Exclude<EnvironmentName, 'lab'>}:${string}`

/** The promises of a scenario as people write them. */
export interface ObjectivesInput {
  /** Recovery time objective: from the fault until the service is stably back, as its clients see it. */
  readonly rto?: Duration
  /** Recovery point objective. `'0s'` means that no acknowledged write may be lost. */
  readonly rpo?: Duration
  /** Share of good probes from the fault to the end of the observation, 0..1, on the worst judged stream. */
  readonly availability?: number
  /** p99 of the service time after recovery. It takes 299 operations to prove one. */
  readonly latency?: Duration
  /** From the fault until the system itself knows. */
  readonly timeToDetect?: Duration
  /** From the fault until every stream is back in the range of its baseline. */
  readonly timeToSteadyState?: Duration
  /** From the fault until a standby streams again. */
  readonly timeToRedundancy?: Duration
}

/** Failures that count whatever the objectives are, unless a scenario expects them by name. */
export const EXPECTABLE = [
  'seen-then-lost',
  'writes-holed',
  'phantom-writes',
  'corrupt-content',
  'relapsed',
] as const satisfies readonly ReasonCode[]
export type ExpectableFailure = (typeof EXPECTABLE)[number]

/**
 * A known way to break the promise: with it the same drill must turn red, for the stated reason. What cannot be made to
 * fail proves nothing by passing. Run by `blackstart prove`.
 */
export interface Sabotage {
  /** What is made worse, for people: for example `the standby lags`. */
  readonly name: string
  /** Settings of the environment, as with `--set key=value`. */
  readonly set?: Readonly<Record<string, string>>
  /** Objectives in place of the scenario's own. */
  readonly objectives?: ObjectivesInput
  readonly expect: { readonly verdict: 'fail' | 'inconclusive'; readonly reason: ReasonCode }
}

/** The system does not recover by itself: the steps of a runbook do it. */
export interface RunbookRecovery {
  readonly kind: 'runbook'
  /** Path of the runbook, relative to the project's folder: the one that holds `scenarios/`. */
  readonly file: string
  /** What the first step waits for: an alarm of the system's monitoring. */
  readonly after: 'detection'
  /** Values of the runbook's inputs that the environment does not know. Never secrets: those come from the process's environment. */
  readonly inputs?: Readonly<Record<string, string>>
  /**
   * `waited`: the time that its steps give to people really passes, as with `--wait-credited`. A decision that is taken
   * while the system goes on taking writes needs it: what is lost meanwhile cannot be credited.
   * @default 'credited'
   */
  readonly people?: 'credited' | 'waited'
}

/** What `verify` of a scenario is given: the result of the drill, as its report will state it. */
export type MeasuredDrill = Omit<Judgement, 'streams' | 'witnesses'>

/** A disaster and a promise, as data. */
export interface Scenario {
  readonly title: string
  /** What is believed to happen, in a sentence that can turn out false. */
  readonly hypothesis: string
  /** `in` holds what differs by environment (`lab`) or by environment and profile (`lab:realistic`). */
  readonly objectives: ObjectivesInput & {
    readonly in?: Readonly<Partial<Record<EnvironmentKey, ObjectivesInput>>>
  }
  readonly load?: K6Load
  readonly faults: readonly Fault[]
  /**
   * Settings of the environment that the disaster needs, as with `--set`, by environment or by environment and profile.
   * The command line outranks them.
   */
  readonly settings?: Readonly<Partial<Record<EnvironmentKey, Readonly<Record<string, string>>>>>
  /** How recovery happens. `automatic`: the system recovers by itself. */
  readonly recovery: 'automatic' | RunbookRecovery
  /**
   * What the control plane is expected to do, in this order: kinds of its events, for example
   * `['primary-lost', 'fenced', 'promoted']`. Others may come in between. Held against a healthy run by `blackstart prove`.
   */
  readonly course?: readonly string[]
  readonly sabotages?: readonly Sabotage[]
  /**
   * Failures that this disaster may bring: they are reported, and do not decide. An asynchronous standby, for example,
   * loses writes that a read had returned: `['seen-then-lost']`.
   */
  readonly expects?: readonly ExpectableFailure[]
  /** When the drill is ended before its time. */
  readonly stop?: StopConditions
  /**
   * Looks at the result with code of its own, for example with chai and the plugin of `blackstart/chai`. What it throws
   * fails the drill. It runs once, when the drill is over; `blackstart analyze` shows its result and does not run it again.
   */
  readonly verify?: (drill: MeasuredDrill) => void | Promise<void>
  /** The drill is meant to take the last running component of a role away. @default false */
  readonly mayHitLastHealthy?: boolean
}
