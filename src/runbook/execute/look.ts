import type { Check, Step } from '../runbook.ts'
import { runBlock } from './block.ts'
import type { Execution } from './execution.ts'

/** How long a look on the side may take, in milliseconds. */
const LOOK_MS = 15_000

/** The check that says whether the change of a step is in force: the first one behind it. */
export function proofOf({ parts }: Pick<Step, 'parts'>): Check | undefined {
  const change = parts.findIndex(({ kind }) => kind === 'do')
  return parts.find((part, index): part is Check => part.kind === 'check' && index > change)
}

/**
 * Looks once whether a check is true, on the side: no account is kept of it, and nothing it prints is shown. Checks are
 * harmless, so it may be looked as often as somebody wants to know.
 */
export async function lookOnce(
  check: Check,
  { env, cwd, scratch, signal }: Pick<Execution, 'env' | 'cwd' | 'scratch' | 'signal'>,
): Promise<boolean> {
  const { exitCode } = await runBlock({
    text: check.script.text,
    env,
    cwd,
    scratch,
    timeoutMs: LOOK_MS,
    sets: [],
    signal,
    onStart: () => {},
    onLine: () => {},
  })
  return exitCode === 0
}
