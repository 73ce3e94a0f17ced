import type { PartKey, RunOutcome } from './events.ts'

/**
 * What is to become of the changes that were begun when a run stops:
 * - `undo`: they are undone; somebody, or the rules of a drill, said so
 * - `ask`: nobody has said anything yet
 * - `leave`: they stay
 */
export type AfterStop = 'undo' | 'ask' | 'leave'

/** The run does not go on behind this part. */
export class RunStop extends Error {
  override readonly name = 'RunStop'
  readonly outcome: RunOutcome
  readonly at: PartKey
  readonly after: AfterStop
  readonly exitCode: number | undefined

  constructor(outcome: RunOutcome, at: PartKey, message: string, after: AfterStop, exitCode?: number) {
    super(message)
    this.outcome = outcome
    this.at = at
    this.after = after
    this.exitCode = exitCode
  }
}
