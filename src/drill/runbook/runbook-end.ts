import type { RunOutcome } from '../../runbook/execute/events.ts'

/** How the recovery by a runbook ended; `done` says that the runbook, or the person, came to the end of it. */
export interface RunbookEnd {
  readonly outcome: RunOutcome
  readonly text: string
}
