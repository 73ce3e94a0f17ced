import { followedRunbook, isLate, tookOfStated } from '../runbook-steps.ts'
import { at, isOn, offset, width } from './axis.ts'
import { html, type Markup } from './markup.ts'
import { type Panel, row } from './timeline-lanes.ts'
import { zeroName } from './moments.ts'

/** The steps of the runbook on the axis of the outage: what each took, and dashed what it states. Nothing where there was none. */
export function stepsRow({ report, axis, zero }: Panel): Markup | false {
  const runbook = followedRunbook(report)
  if (runbook === undefined) return false
  const steps = runbook.steps.flatMap((step): Markup[] => {
    if (step.beganAtMs === null) return []
    const from = step.beganAtMs - zero
    const to = (step.endedAtMs ?? Infinity) - zero
    if (!isOn(axis, from)) return []
    const name = `${step.number}. ${step.title} (${step.status}), ${offset(from)} after ${zeroName(report)}: ${tookOfStated(step)}`
    return [
      html`<g tabindex="0" role="img" aria-label="${name}">
        <title>${name}</title>
        <rect
          class="granted"
          x="${at(axis, from)}"
          y="4.5"
          width="${width(axis, from, from + step.expectMs)}"
          height="13"
          rx="2"
        />
        <rect
          class="step ${isLate(step) && 'late'}"
          x="${at(axis, from)}"
          y="7"
          width="${width(axis, from, to)}"
          height="8"
        />
        <line class="base" x1="${at(axis, from)}" x2="${at(axis, from)}" y1="3" y2="19" />
      </g>`,
    ]
  })
  const late = runbook.steps.filter(isLate).length
  const note = late === 0 ? 'in time' : `${late} late`
  return row(html`Runbook <small>${note}, dashed: stated</small>`, 'Steps of the runbook', 22, html`${steps}`)
}
