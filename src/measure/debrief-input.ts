import type { Interval } from '../model/interval.ts'
import type { RehearsalEvidence } from '../model/rehearsal.ts'
import type { RunbookEvidence } from '../model/runbook-evidence.ts'

/** What a debrief rests on. Times in milliseconds since the start of the drill. */
export interface DebriefInput {
  readonly rehearsal: RehearsalEvidence
  /** Undefined when it did not come to the runbook. */
  readonly runbook: RunbookEvidence | undefined
  readonly fault: Interval
  /** As the clients saw it. */
  readonly recovery: Interval
}
