import type { Runbook } from './runbook.ts'

/**
 * `T+03:12 of 15:00  step 3/6  0:41 of 3:00  slack +04:07`: slack is what the RTO leaves when the rest takes as long as
 * expected.
 *
 * @param atMs - since the recovery clock was started
 * @param inStepMs - for how long the step has been at it; left out where nobody asks
 */
export function headerLine(runbook: Runbook, number: number, atMs: number, inStepMs?: number): string {
  const { frontMatter, steps } = runbook
  const own = steps.find((step) => step.number === number)?.expectMs ?? 0
  const inStep = inStepMs === undefined ? '' : `  ${clockTime(inStepMs)} of ${clockTime(own)}`
  const slack = slackText(slackMs(runbook, number, atMs, inStepMs ?? 0))
  return `T+${clockTime(atMs)} of ${clockTime(frontMatter.rtoMs)}  step ${number}/${steps.length}${inStep}  ${slack}`
}

/** What the RTO leaves when everything from this step on takes as long as expected; negative is too late. */
export function slackMs(
  { frontMatter, steps }: Pick<Runbook, 'frontMatter' | 'steps'>,
  number: number,
  atMs: number,
  inStepMs: number,
): number {
  const rest = steps.filter((step) => step.number > number).reduce((sum, { expectMs }) => sum + expectMs, 0)
  const own = steps.find((step) => step.number === number)?.expectMs ?? 0
  return frontMatter.rtoMs - atMs - rest - Math.max(0, own - inStepMs)
}

export function slackText(ms: number): string {
  return `slack ${ms < 0 ? '-' : '+'}${clockTime(Math.abs(ms))}`
}

/** Minutes and seconds, as on a stop watch. */
export function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}
