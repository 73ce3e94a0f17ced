import { followedRunbook, isLate, tookMs } from '../runbook-steps.ts'
import type { Report } from '../schema.ts'
import { atMost } from '../words.ts'
import { html, type Markup } from './markup.ts'
import { offset } from './axis.ts'
import { zeroName, zeroOf } from './moments.ts'
import { code, figures, section, table } from './parts.ts'

/** The runbook that recovered the system, step by step: how long each took, against what the runbook says. */
export function runbookSection(report: Report): Markup | undefined {
  const runbook = followedRunbook(report)
  if (runbook === undefined) return undefined
  const zero = zeroOf(report)
  const credited =
    runbook.creditedMs > 0 &&
    html`<p>${atMost(runbook.creditedMs)} of people’s time was credited, and not measured.</p>`
  return section(
    'runbook',
    'Runbook',
    html`<p>
      ${code(runbook.file)} began with the alarm ${code(runbook.alarm)} at ${offset(runbook.alarmAtMs - zero)}, and
      ended ${runbook.outcome}: ${runbook.text}.
    </p>`,
    credited,
    table(
      'Steps',
      ['Step', 'Status', `After ${zeroName(report)}`, figures('Took'), figures('Credited'), figures('Stated')],
      runbook.steps.map((step) => {
        const took = tookMs(step)
        const shown = took === null ? '' : atMost(took)
        return [
          `${step.number}. ${step.title}`,
          step.status === 'done'
            ? html`<span class="yes">done</span>`
            : html`<strong class="no">${step.status}</strong>`,
          step.beganAtMs === null ? 'never' : offset(step.beganAtMs - zero),
          isLate(step) ? html`<strong class="no">${shown}</strong>` : shown,
          step.creditedMs === 0 ? '' : atMost(step.creditedMs),
          atMost(step.expectMs),
        ]
      }),
    ),
  )
}
