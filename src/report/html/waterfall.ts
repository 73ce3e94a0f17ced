import type { Interval } from '../../model/interval.ts'
import type { Report } from '../schema.ts'
import { atLeast, atMost, span } from '../words.ts'
import { at, offset, ticks, width, type Axis } from './axis.ts'
import { html, type Markup } from './markup.ts'
import { zeroOf } from './moments.ts'
import { section, table } from './parts.ts'
import { stretchGroups, type Stretch, type StretchGroup } from './stretches.ts'

/**
 * Where the time between the fault and the recovery went: a bar a step, each beginning where it began. What is certain
 * is solid, what may still belong to it is pale.
 */
export function waterfallSection(report: Report): Markup | undefined {
  const groups = stretchGroups(report)
  if (groups.length === 0) return undefined
  const { rtaMs, recovery, width: terms, creditedMs } = report.measurements
  const ends = groups
    .flatMap(({ stretches }) => stretches)
    .flatMap(({ from, to }) => [from.lo, from.hi, to.lo, to.hi].filter((ms) => ms !== null))
  // Where the end is unknown there is room behind the last thing that is known.
  const axis: Axis = { from: Math.min(0, ...ends), to: Math.max(...ends, 1) * (recovery.hi === null ? 1.1 : 1.02) }
  return section(
    'waterfall',
    'Where the time went',
    html`<figure class="chart">
      <div class="rows values">${groups.map((group) => rowsOf(group, axis))}${axisRow(axis)}</div>
    </figure>`,
    html`<p class="soft small">
      Counted from the fault at ${offset(zeroOf(report))} of the drill. Solid is certain; pale is how far the interval
      reaches.
    </p>`,
    creditedMs > 0 &&
      html`<p>
        <strong>${atLeast(creditedMs)} of people’s time</strong> is credited in the judged RTA, and was not measured.
      </p>`,
    table(
      `What makes the interval of the RTA (${span(rtaMs)}) as wide as it is`,
      ['Term', 'Width'],
      terms.map(({ term, ms }) => [term, atMost(ms)]),
    ),
  )
}

function rowsOf({ title, stretches }: StretchGroup, axis: Axis): Markup {
  return html`<h3>${title}</h3>
    ${stretches.map((stretch) => bar(stretch, axis))}`
}

function axisRow(axis: Axis): Markup {
  const values = ticks(axis, 6)
  const step = (values[1] ?? 0) - (values[0] ?? 0)
  return html`<div class="label blank"></div>
    <svg height="24" aria-hidden="true">
      <line class="base" x1="0" x2="100%" y1="1" y2="1" />
      ${values.map(
        (value) =>
          html`<line class="base" x1="${at(axis, value)}" x2="${at(axis, value)}" y1="1" y2="5" /><text
              class="${at(axis, value) === '0%' ? '' : 'mid'}"
              x="${at(axis, value)}"
              y="19"
              >${value === 0 ? 'fault' : offset(value, step)}</text
            >`,
      )}
    </svg>
    <div class="value"></div>`
}

function bar({ label, note, from, to, granted, late, by }: Stretch, axis: Axis): Markup {
  const outer = { from: from.lo ?? axis.from, to: to.hi ?? axis.to }
  const inner = { from: from.hi ?? outer.from, to: to.lo ?? outer.to }
  // A leg has one length: what it took of the upper end.
  const length = by === 'leg' ? atMost((to.hi ?? 0) - (from.lo ?? 0)) : lengthOf(from, to)
  const name = `${label} (${note}): from ${offset(outer.from)} to ${to.hi === null ? 'an unknown end' : offset(to.hi)}, ${length}`
  return html`<div class="label">${label} <small>${note}</small></div>
    <svg height="20" role="group" aria-label="${name}">
      <line class="grid" x1="0" x2="100%" y1="10" y2="10" />
      <g tabindex="0" role="img" aria-label="${name}">
        <title>${name}</title>
        ${
          granted !== undefined &&
          html`<rect
            class="granted"
            x="${at(axis, outer.from)}"
            y="1.5"
            width="${width(axis, outer.from, granted)}"
            height="17"
            rx="2"
          />`
        }
        <rect
          class="maybe ${by}"
          x="${at(axis, outer.from)}"
          y="4"
          width="${width(axis, outer.from, outer.to)}"
          height="12"
          rx="2"
        />
        ${
          inner.to > inner.from &&
          html`<rect
            class="sure ${late === true ? 'clients' : by}"
            x="${at(axis, inner.from)}"
            y="4"
            width="${width(axis, inner.from, inner.to)}"
            height="12"
          />`
        }
        <line class="tick ${by}" x1="${at(axis, outer.from)}" x2="${at(axis, outer.from)}" y1="4" y2="16" />
      </g>
    </svg>
    <div class="value">${length}</div> `
}

function lengthOf(from: Interval, to: Interval): string {
  const least = to.lo === null || from.hi === null ? null : Math.max(0, to.lo - from.hi)
  const most = to.hi === null || from.lo === null ? null : to.hi - from.lo
  return span({ lo: least, hi: most })
}
