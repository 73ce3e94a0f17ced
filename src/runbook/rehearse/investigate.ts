import { proofOf } from '../execute/look.ts'
import type { Step } from '../runbook.ts'
import { type Choice, INTERRUPTED } from './desk.ts'
import { alarmHints } from './hints.ts'
import { type Lookout, lookOut } from './lookout.ts'
import type { RehearsedRunbook } from './operator.ts'
import { alarmHead, type Page } from './page.ts'

/** How somebody without the steps goes on: with them, or to the end as they see it. */
export type Investigated = 'opened' | 'declared' | 'gave-up' | 'interrupted'

/** The command itself stands above the panel, where it can be copied whole. */
const IN_ANOTHER_SHELL = 'Work in another shell: the line above gives it everything that it needs.'
const HINT: Choice = { key: '?', label: 'hint' }
const CHOICES: readonly Choice[] = [
  { key: 'r', label: 'show me the steps' },
  { key: 'd', label: 'the service is back' },
  { key: 'a', label: 'give up' },
]

/**
 * Leaves the person alone with the alarm. What they do in another shell is seen by the checks of the runbook: each is
 * looked at until it turns true, and the order in which they do is the order of what was done.
 *
 * @param look - whether the check behind the change of a step is true now
 */
export async function investigate(
  tools: RehearsedRunbook,
  { alarm }: Pick<Page, 'alarm'>,
  look: (step: Step, signal: AbortSignal) => Promise<boolean>,
): Promise<Investigated> {
  const { desk, note, runbook } = tools
  const hints = alarmHints(runbook)
  let given = 0
  const lookouts = watchSteps(tools, look)
  try {
    for (;;) {
      const choices = given < hints.length ? [HINT, ...CHOICES] : CHOICES
      const key = await desk.ask(() => ({
        ...alarmHead(tools),
        title: `ALARM  ${alarm}`,
        lines: [IN_ANOTHER_SHELL],
        choices,
      }))
      if (key === HINT.key) {
        const hint = hints[given] ?? ''
        given += 1
        desk.say(`Hint: ${hint}`)
        note({ act: 'hint', text: hint })
        continue
      }
      if (key === 'r') {
        note({ act: 'opened', text: 'asked for the steps of the runbook' })
        return 'opened'
      }
      if (key === 'd') {
        note({ act: 'declared', text: 'says that the service is back' })
        return 'declared'
      }
      if (key === INTERRUPTED) return 'interrupted'
      note({ act: 'gave-up', text: 'gave up' })
      return 'gave-up'
    }
  } finally {
    await Promise.all(lookouts.map(({ lookout }) => lookout.stop()))
    for (const { step, lookout } of lookouts) {
      if (lookout.already()) note({ act: 'already', step: step.number, text: step.title })
    }
  }
}

/** One look at a time: they cost processes, and the machine measures meanwhile. */
function watchSteps(
  { runbook, note, lookEveryMs }: RehearsedRunbook,
  look: (step: Step, signal: AbortSignal) => Promise<boolean>,
): { step: Step; lookout: Lookout }[] {
  let queue: Promise<unknown> = Promise.resolve()
  return runbook.steps
    .filter((step) => step.parts.some(({ kind }) => kind === 'do') && proofOf(step) !== undefined)
    .map((step) => {
      const lookout = lookOut((signal) => {
        const turn = queue.then(() => (signal.aborted ? false : look(step, signal)))
        queue = turn.catch(() => false)
        return turn
      }, lookEveryMs)
      void lookout.turned.then(() => note({ act: 'in-force', step: step.number, text: step.title }))
      return { step, lookout }
    })
}
