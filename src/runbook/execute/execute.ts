import type { Step } from '../runbook.ts'
import type { RunOutcome } from './events.ts'
import type { Execution } from './execution.ts'
import { PartRunner, isNoReturn } from './part.ts'
import { NOTHING_DONE, type Progress } from './progress.ts'
import { RunStop } from './stop.ts'
import { undoSteps } from './undo.ts'

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
 * A run that was killed while it undid goes on undoing: its way leads back, and nothing is begun any more.
 *
 * Never rejects for what the runbook does; an aborted signal ends the running block and counts as `aborted`.
 */
export async function execute(execution: Execution): Promise<ExecutionResult> {
  const { runbook, onEvent, progress = NOTHING_DONE } = execution
  const runner = new PartRunner(execution, progress)
  if (progress.undos.size > 0) return finished(execution, await goOnUndoing(execution, runner, progress))
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
  return finished(execution, result)
}

function finished({ onEvent }: Execution, result: ExecutionResult): ExecutionResult {
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
  const { outcome, message, after } = stop
  const stoppedAt = { ...stop.at, ...(stop.exitCode === undefined ? {} : { exitCode: stop.exitCode }) }
  if (after === 'leave' || runner.begun.length === 0) return { outcome, text: message, stoppedAt }
  const noReturn = runner.begun.find(isNoReturn)
  if (noReturn !== undefined) {
    const text = `${message}; step ${noReturn.number} was the point of no return, so nothing is undone`
    return { outcome, text, stoppedAt }
  }
  const steps = [...runner.begun].reverse()
  if (after === 'ask' && !(await execution.operator.confirmUndo(steps, message))) {
    return { outcome, text: `${message}; what had begun was not undone`, stoppedAt }
  }
  return { ...(await undone(execution, runner, steps, { outcome, text: message })), stoppedAt }
}

/** The way back of a run that was killed on it. What was skipped, or is undone already, is not touched. */
async function goOnUndoing(execution: Execution, runner: PartRunner, progress: Progress): Promise<ExecutionResult> {
  const left = runner.begun.filter(({ number }) => progress.undos.get(number)?.undone !== true).reverse()
  const text = 'the run was killed while it undid'
  if (!(await execution.operator.confirmUndo(left, text))) {
    return { outcome: 'aborted', text: `${text}; what is left was not undone` }
  }
  return await undone(execution, runner, left, { outcome: 'failed', text })
}

async function undone(
  execution: Execution,
  runner: PartRunner,
  steps: readonly Step[],
  { outcome, text }: Pick<ExecutionResult, 'outcome' | 'text'>,
): Promise<ExecutionResult> {
  const failed = await undoSteps(steps, runner.env, execution)
  if (failed === undefined) return { outcome, text: `${text}; what had begun was undone` }
  const failure = `${text}; the undo of step ${failed.number} failed, and a person is needed`
  return { outcome: 'undo-failed', text: failure }
}
