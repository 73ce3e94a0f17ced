import type { Step } from '../runbook.ts'
import { runBlock } from './block.ts'
import type { Execution } from './execution.ts'
import { untilEnded } from './outlived.ts'
import { UNDO_PART } from './progress.ts'

/**
 * Runs the Undo of steps in the order given. It takes no signal: an interrupt must not cut it short, and each is bounded.
 *
 * @returns the step whose undo failed; those behind it are not touched, for they may rest on it
 */
export async function undoSteps(
  steps: readonly Step[],
  env: NodeJS.ProcessEnv,
  {
    cwd,
    scratch,
    mask,
    onEvent,
    changes,
    mode,
    progress,
  }: Pick<Execution, 'cwd' | 'scratch' | 'mask' | 'onEvent' | 'changes' | 'mode' | 'progress'>,
): Promise<Step | undefined> {
  for (const step of steps) {
    const { undo } = step
    if (undo?.none !== undefined || undo === undefined) continue
    const key = { step: step.number, part: UNDO_PART }
    const running = progress?.undos.get(step.number)?.identity
    // An undo whose end nobody saw is done again; never beside the one that may still be at it.
    await untilEnded(running, undo.timeoutMs, undefined, (text) => onEvent({ ...key, kind: 'wait', text }))
    const { exitCode, timedOut } =
      mode === 'tabletop'
        ? { exitCode: 0, timedOut: false }
        : await runBlock({
            text: undo.script.text,
            env,
            cwd,
            scratch,
            timeoutMs: undo.timeoutMs,
            sets: [],
            signal: new AbortController().signal,
            onStart: (identity) => onEvent({ ...key, kind: 'process', identity }),
            onLine: (stream, line) => onEvent({ ...key, kind: 'output', stream, text: mask.apply(line) }),
          })
    const text = timedOut ? `took longer than ${undo.timeoutMs} ms` : `exit ${exitCode}`
    onEvent({ kind: 'undo', step: step.number, status: exitCode === 0 ? 'done' : 'failed', text })
    if (exitCode !== 0) return step
    changes?.undone(step, text)
  }
  return undefined
}
