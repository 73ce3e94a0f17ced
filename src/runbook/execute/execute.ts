import type { Runbook, Step } from '../runbook.ts'
import type { RunbookEvent, RunMode, RunOutcome } from './events.ts'
import type { Mask } from './masking.ts'
import type { Operator } from './operator.ts'
import { PartRunner, RunStop } from './part.ts'
import { NOTHING_DONE, type Progress } from './progress.ts'
import { undoSteps } from './undo.ts'

/** What an execution needs beside the runbook itself. */
export interface Execution {
  readonly runbook: Runbook
  readonly mode: RunMode
  readonly operator: Operator
  /** Environment of every block: the inherited one, `blackstart` on PATH, and the inputs. */
  readonly env: NodeJS.ProcessEnv
  /** The folder in which blocks run. */
  readonly cwd: string
  /** Where files of running blocks stand. @default the system's folder for such */
  readonly scratch?: string
  readonly mask: Mask
  readonly signal: AbortSignal
  /** Every event, in order; what must survive a crash has been kept when it returns. */
  readonly onEvent: (event: RunbookEvent) => void
  /** Before a change has its effect, and when it is known to have been undone: for the fault ledger of a drill. */
  readonly changes?: ChangeKeeper
  /** What an earlier run got to. */
  readonly progress?: Progress
  /** Lets credited time really pass. */
  readonly waitCredited?: boolean
}

/** Keeps account of changes outside of this process, so that somebody else can undo them. */
export interface ChangeKeeper {
  /** On disk when it returns. */
  begin(step: Step, env: NodeJS.ProcessEnv): void
  undone(step: Step, text: string): void
}

export interface ExecutionResult {
  readonly outcome: RunOutcome
  /** Why it did not get to the end. */
  readonly text: string
  /** Where, when it did not. */
  readonly stoppedAt?: { readonly step: number; readonly part: number; readonly exitCode?: number }
}

/**
 * Executes a runbook, top to bottom:
 *
 * ```
 * step ─► check · do · decide · by hand ─► next step, or the one that an answer names (forward only)
 *           └─ failed ─► operator: again · go on · undo · abort
 *                                             └─► Undo of every begun Do in reverse, unless the point of no return is passed
 * ```
 * Never rejects for what the runbook does; an aborted signal ends the running block and counts as `aborted`.
 */
export async function execute(execution: Execution): Promise<ExecutionResult> {
  const { runbook, onEvent, progress = NOTHING_DONE } = execution
  const runner = new PartRunner(execution, progress)
  let result: ExecutionResult = { outcome: 'done', text: 'every step was done' }
  try {
    let next = 1
    for (const step of runbook.steps) {
      if (step.number < next) continue
      onEvent({ kind: 'step', step: step.number, state: 'begin' })
      next = (await runStep(runner, step)) ?? step.number + 1
      onEvent({ kind: 'step', step: step.number, state: 'end' })
    }
  } catch (error) {
    if (!(error instanceof RunStop)) throw error
    result = await stopped(execution, runner, error)
  }
  onEvent({ kind: 'finish', outcome: result.outcome, text: result.text })
  return result
}

/** @returns the step that an answer names */
async function runStep(runner: PartRunner, step: Step): Promise<number | undefined> {
  let next: number | undefined
  for (const [index, part] of step.parts.entries()) {
    const jump = await runner.run(step, part, index + 1)
    next = jump ?? next
  }
  return next
}

async function stopped(execution: Execution, runner: PartRunner, stop: RunStop): Promise<ExecutionResult> {
  const stoppedAt = { ...stop.at, ...(stop.exitCode === undefined ? {} : { exitCode: stop.exitCode }) }
  const noReturn = runner.begun.find(({ undo }) => undo === undefined || ('none' in undo && undo.none !== undefined))
  if (!stop.undo || runner.begun.length === 0) return { outcome: stop.outcome, text: stop.message, stoppedAt }
  if (noReturn !== undefined) {
    const text = `${stop.message}; step ${noReturn.number} was the point of no return, so nothing is undone`
    return { outcome: stop.outcome, text, stoppedAt }
  }
  const failed = await undoSteps([...runner.begun].reverse(), runner.env, execution)
  if (failed === undefined)
    return { outcome: stop.outcome, text: `${stop.message}; what had begun was undone`, stoppedAt }
  const text = `${stop.message}; the undo of step ${failed.number} failed, and a person is needed`
  return { outcome: 'undo-failed', text, stoppedAt }
}
