import type { Interval } from './interval.ts'
import type { ReasonCode } from './reasons.ts'

export type Verdict = 'pass' | 'fail' | 'inconclusive'

/** Why a verdict is not a pass (or what limits it): a code from the closed list, and the sentence for people. */
export interface Reason {
  readonly code: ReasonCode
  readonly text: string
}

/** A promised bound. `rto` in ms; `rpo` in seconds, where 0 is judged on lost writes. */
export interface Objectives {
  readonly rtoMs?: number
  readonly rpoSeconds?: number
}

/** One objective held against what was measured. */
export interface ObjectiveResult {
  readonly name: 'rto' | 'rpo'
  readonly target: number
  readonly unit: 'ms' | 's'
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
