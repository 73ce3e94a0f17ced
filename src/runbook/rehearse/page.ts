import { clockTime, slackText } from '../clock.ts'
import type { Panel } from './desk.ts'
import type { RehearsedRunbook } from './operator.ts'

/** What the alarm says, and how the person reaches the system from a shell of their own. */
export interface Page {
  readonly alarm: string
  /** The command that gives another shell everything that the runbook's commands need. */
  readonly shell: string
}

/**
 * Shows the alarm until somebody says that they are there.
 *
 * @returns false when the drill ended before
 */
export async function page(tools: RehearsedRunbook, { alarm, shell }: Page): Promise<boolean> {
  const { desk, note } = tools
  note({ act: 'paged', text: alarm })
  const panel = (): Panel => ({
    ...alarmHead(tools),
    title: `ALARM  ${alarm}`,
    lines: [],
    choices: [{ key: 'enter', label: 'acknowledge' }],
  })
  if ((await desk.ask(panel)) !== 'enter') return false
  note({ act: 'acknowledged', text: 'somebody is there' })
  desk.say(`ALARM  ${alarm}`)
  // A line of its own: it is copied whole.
  desk.say(`To work in another shell:\n  ${shell}`)
  return true
}

/** The clock of somebody who does not know the steps: all that is left is the RTO. */
export function alarmHead({ runbook, clockMs }: RehearsedRunbook): Pick<Panel, 'head' | 'late'> {
  const { rtoMs } = runbook.frontMatter
  const now = clockMs()
  return { head: `T+${clockTime(now)} of ${clockTime(rtoMs)}  ${slackText(rtoMs - now)}`, late: now > rtoMs }
}
