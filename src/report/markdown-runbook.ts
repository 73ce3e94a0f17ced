import { code, plain, section, table } from './gfm.ts'
import { followedRunbook, isLate, tookMs } from './runbook-steps.ts'
import type { Report } from './schema.ts'
import { atMost, seconds } from './words.ts'

/** The runbook that recovered the system, each step on the clock of the outage and against what is stated. */
export function runbookSection(report: Report): string {
  const runbook = followedRunbook(report)
  if (runbook === undefined) return ''
  const zeroMs = report.measurements.fault.lo ?? 0
  const since = (ms: number | null): string => (ms === null ? 'never' : `T+${seconds(ms - zeroMs)}`)
  return section(
    'Runbook',
    `${code(runbook.file)} began with the alarm ${code(runbook.alarm)} at ${since(runbook.alarmAtMs)}, and ended ${plain(runbook.outcome)}: ${plain(runbook.text)}.`,
    table(
      ['Step', 'Status', 'Began', 'Ended', 'Took', 'Credited', 'Stated'],
      runbook.steps.map((step) => {
        const took = tookMs(step)
        return [
          plain(`${step.number}. ${step.title}`),
          plain(step.status),
          since(step.beganAtMs),
          step.beganAtMs === null ? '' : since(step.endedAtMs),
          took === null ? '' : isLate(step) ? `**${plain(atMost(took))}**` : plain(atMost(took)),
          step.creditedMs === 0 ? '' : plain(atMost(step.creditedMs)),
          plain(atMost(step.expectMs)),
        ]
      }),
    ),
    runbook.steps.some(isLate) ? 'What stands out took longer than the runbook states.' : '',
  )
}
