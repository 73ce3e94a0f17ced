import type { Interval } from './interval.ts'
import type { ReasonCode } from './reasons.ts'

export type Verdict = 'pass' | 'fail' | 'inconclusive'

/** Why a verdict is not a pass (or what limits it): a code from the closed list, and the sentence for people. */
export interface Reason {
  readonly code: ReasonCode
  readonly text: string
}

/** Promised bounds. Recovery time in ms; recovery point in seconds, where 0 is judged on lost writes. */
export interface Objectives {
  readonly rtoMs?: number
  readonly rpoSeconds?: number
  /** Share of good probes from the fault to the end of the observation, 0..1; the only bound that is a floor. */
  readonly availability?: number
  /** p99 of the service time after recovery. */
  readonly latencyMs?: number
  /** From the fault until the system itself knows. */
  readonly timeToDetectMs?: number
  /** From the fault until every stream is back in the range of its baseline. */
  readonly timeToSteadyStateMs?: number
  /** From the fault until a standby streams again. */
  readonly timeToRedundancyMs?: number
}

/** The objectives by the names that a report gives them, which are also those that people write. */
export const OBJECTIVE_NAMES = [
  'rto',
  'rpo',
  'availability',
  'latency',
  'timeToDetect',
  'timeToSteadyState',
  'timeToRedundancy',
] as const
export type ObjectiveName = (typeof OBJECTIVE_NAMES)[number]

/** One objective held against what was measured. */
export interface ObjectiveResult {
  readonly name: ObjectiveName
  readonly target: number
  readonly unit: 'ms' | 's' | 'share'
  readonly actual: Interval
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  /**
   * For `rpo`: an objective of 0 s is judged on the number of lost writes. For `rto`: `downtime` where the moment of
   * the fault is unknown; else it is judged on the recovery time, and this is absent.
   */
  readonly judgedOn?: 'writes' | 'time' | 'downtime'
  /** What to change so that the next run can conclude; only where the verdict is inconclusive. */
  readonly advice?: string
}
