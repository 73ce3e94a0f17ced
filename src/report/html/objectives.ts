import type { Interval } from '../../model/interval.ts'
import type { Report } from '../schema.ts'
import { OBJECTIVE_TITLES, actual, count, span, target } from '../words.ts'
import { at, width, type Axis } from './axis.ts'
import { html, type Markup } from './markup.ts'
import { badge, section } from './parts.ts'

type Objective = Report['objectives'][number]

/** Each objective against what was measured, with the whole interval drawn: a pass rests on its far end. */
export function objectivesSection(report: Report): Markup | undefined {
  const { objectives } = report
  if (objectives.length === 0) return undefined
  return section(
    'objectives',
    'Objectives',
    objectives.map((objective) => {
      const name = OBJECTIVE_TITLES[objective.name]
      const measured = actual(objective, report)
      const promised = target(objective)
      const drawing =
        objective.judgedOn === 'writes' ? survivalBar(report) : intervalDrawing(objective, promised, measured)
      return html`<div class="objective">
        <div class="head">
          <strong>${name}</strong> <span class="soft">target ${promised}</span>${badge(objective.verdict)}<span
            class="figure"
            >${measured}</span
          >
        </div>
        ${drawing}
      </div>`
    }),
  )
}

function intervalDrawing(objective: Objective, promised: string, measured: string): Markup | undefined {
  const { target: bound, actual: found, verdict } = objective
  if (found.lo === null && found.hi === null) return undefined
  // A share is held against a floor, everything else against a ceiling.
  const floor = objective.unit === 'share'
  const axis = floor ? shareAxis(bound, found.lo) : ceilingAxis(bound, found)
  const from = found.lo ?? axis.from
  const to = found.hi ?? axis.to
  const open = found.lo === null || found.hi === null ? ' open' : ''
  const label = `${OBJECTIVE_TITLES[objective.name]}: ${measured} measured, target ${promised}`
  return html`<figure class="chart" role="img" aria-label="${label}">
    <svg height="46" aria-hidden="true">
      <rect
        class="${floor ? 'beyond' : 'within'}"
        x="${at(axis, axis.from)}"
        y="4"
        width="${width(axis, axis.from, bound)}"
        height="20"
        rx="3"
      />
      <rect
        class="${floor ? 'within' : 'beyond'}"
        x="${at(axis, bound)}"
        y="4"
        width="${width(axis, bound, axis.to)}"
        height="20"
        rx="3"
      />
      <rect
        class="bar ${verdict}${open}"
        x="${at(axis, from)}"
        y="10"
        width="${width(axis, from, to)}"
        height="8"
        rx="1"
      />
      ${found.hi === null && !floor && html`<text class="strong end" x="100%" y="42">still counting ▶</text>`}
      <line class="target" x1="${at(axis, bound)}" x2="${at(axis, bound)}" y1="0" y2="28" />
      <text x="0" y="42">${floor ? `${Number((axis.from * 100).toFixed(2))} %` : axis.from === 0 ? '0' : ''}</text>
      <text
        class="strong ${(bound - axis.from) / (axis.to - axis.from) > 0.5 ? 'end' : ''}"
        x="${at(axis, bound)}"
        y="42"
      >
        ${promised}
      </text>
    </svg>
  </figure>`
}

function ceilingAxis(bound: number, { lo, hi }: Interval): Axis {
  const far = Math.max(lo ?? 0, hi ?? 0)
  return { from: Math.min(0, lo ?? 0), to: Math.max(bound * 1.25, far * 1.12) || 1 }
}

/** Shares of availability crowd below 1: the axis begins a little below what has to be seen. */
function shareAxis(bound: number, lo: number | null): Axis {
  return { from: Math.max(0, 1 - (1 - Math.min(bound, lo ?? 0)) * 1.25), to: 1 }
}

/** An objective of no loss is judged on single writes: what survived, and what did not. */
function survivalBar({ measurements: { writes } }: Report): Markup | undefined {
  const { acknowledged, lost } = writes
  if (lost === null || acknowledged === 0) return undefined
  const axis: Axis = { from: 0, to: acknowledged }
  const label = `${count(acknowledged - lost)} acknowledged writes survived, ${count(lost)} are lost`
  const kept = html`<rect
    class="bar pass"
    x="1"
    y="6"
    width="${width(axis, 0, acknowledged - lost)}"
    height="8"
    rx="1"
  />`
  const gone = html`<rect
    class="bar fail"
    x="${at(axis, acknowledged - lost)}"
    y="6"
    width="${width(axis, 0, lost)}"
    height="8"
    rx="1"
    transform="translate(-3)"
  />`
  return html`<figure class="chart" role="img" aria-label="${label}">
    <svg height="36" aria-hidden="true">
      ${lost < acknowledged && kept}${lost > 0 && gone}
      <text x="0" y="32">${count(acknowledged - lost)} survived</text>
      ${lost > 0 && html`<text class="strong end" x="100%" y="32">${count(lost)} lost</text>`}
    </svg>
  </figure>`
}

/** The same small, for a table of drills. */
export function intervalMini(objective: Objective): Markup | undefined {
  const { target: bound, actual: found, verdict } = objective
  if ((found.lo === null && found.hi === null) || bound === 0) return undefined
  const axis: Axis = { from: 0, to: Math.max(bound * 1.25, (found.hi ?? found.lo ?? 0) * 1.1) }
  const label = `${span(found)} of ${target(objective)}`
  return html`<figure class="chart mini" role="img" aria-label="${label}">
    <svg height="18" aria-hidden="true">
      <rect class="within" x="0" y="2" width="${width(axis, 0, bound)}" height="14" rx="2" />
      <rect class="beyond" x="${at(axis, bound)}" y="2" width="${width(axis, bound, axis.to)}" height="14" rx="2" />
      <rect
        class="bar ${verdict}"
        x="${at(axis, found.lo ?? 0)}"
        y="6"
        width="${width(axis, found.lo ?? 0, found.hi ?? axis.to)}"
        height="6"
      />
      <line class="target" x1="${at(axis, bound)}" x2="${at(axis, bound)}" y1="0" y2="18" />
    </svg>
  </figure>`
}
