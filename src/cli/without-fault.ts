import type { TimedEvent } from '../runbook/execute/events.ts'
import type { ExecutionResult } from '../runbook/execute/execute.ts'
import { checkNumber } from '../runbook/part-name.ts'
import type { Runbook } from '../runbook/runbook.ts'

/** What a check returns that was asked and says no. Anything else is an error of the asking: a program that is missing, say. */
const SAYS_NO = 1

/**
 * The negative drill of a runbook: nothing is broken, so it must stop at the check that it declares, because that check
 * says no, and before it has begun any change.
 */
export function judgeWithoutFault(
  { frontMatter, steps }: Runbook,
  { stoppedAt, text }: Pick<ExecutionResult, 'stoppedAt' | 'text'>,
  events: readonly TimedEvent[],
): { readonly passed: boolean; readonly text: string } {
  const { withoutFault } = frontMatter
  const part = (at: { readonly step: number; readonly part: number }) => steps[at.step - 1]?.parts[at.part - 1]
  const change = events.find((event) => event.kind === 'begin' && part(event)?.kind === 'do')
  if (change !== undefined && 'step' in change) {
    return { passed: false, text: `nothing was broken, and it began the change of step ${change.step}` }
  }
  if (withoutFault === 'none' || stoppedAt === undefined) {
    return { passed: false, text: 'nothing was broken, and no check stopped it' }
  }
  const step = steps[stoppedAt.step - 1]
  const stopped = part(stoppedAt)
  const check = step === undefined || stopped?.kind !== 'check' ? 0 : checkNumber(step, stopped)
  const declared = `${withoutFault.step}.${withoutFault.check}`
  if (`${stoppedAt.step}.${check}` !== declared) {
    return { passed: false, text: `it declares to stop at check ${declared}, and: ${text}` }
  }
  if (stoppedAt.exitCode !== SAYS_NO) {
    return { passed: false, text: `check ${declared} stopped it, but did not say no: exit ${stoppedAt.exitCode}` }
  }
  return {
    passed: true,
    text: `nothing was broken: it stopped at check ${declared}, as it declares, and changed nothing`,
  }
}
