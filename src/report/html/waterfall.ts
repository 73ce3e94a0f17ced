import type { Interval } from '../../model/interval.ts'
import type { Report } from '../schema.ts'
import { atMost, span } from '../words.ts'
import { at, offset, ticks, width, type Axis } from './axis.ts'
import { html, type Markup } from './markup.ts'
import { words, zeroOf } from './moments.ts'
import { section, table } from './parts.ts'

/** A stretch of the outage: when it began and when it ended, each an interval, in milliseconds since the fault. */
interface Stretch {
  readonly label: string
  readonly note: string
  readonly from: Interval
  readonly to: Interval
  readonly by: 'system' | 'clients'
}

/** So many steps of the control plane are drawn; the timeline lists all. */
const MOST_STEPS = 12

/**
 * Where the time between the fault and the recovery went: a bar a step, each beginning where it began. What is certain
 * is solid, what may still belong to it is pale.
 */
export function waterfallSection(report: Report): Markup | undefined {
  const { rtaMs, recovery, width: terms } = report.measurements
  const stretches = stretchesOf(report)
  if (stretches.length === 0) return undefined
  const zero = zeroOf(report)
  const ends = stretches.flatMap(({ from, to }) => [from.lo, from.hi, to.lo, to.hi].filter((ms) => ms !== null))
  const open = recovery.hi === null
  const axis: Axis = { from: Math.min(0, ...ends), to: Math.max(...ends, 1) * (open ? 1.1 : 1.04) }
  const values = ticks(axis, 6)
  const step = (values[1] ?? 0) - (values[0] ?? 0)
  return section(
    'waterfall',
    'Where the time went',
    html`<figure class="chart">
      <div class="rows values">
        ${stretches.map((stretch) => bar(stretch, axis))}
        <div class="label blank"></div>
        <svg height="24" aria-hidden="true">
          <line class="base" x1="0" x2="100%" y1="1" y2="1" />
          ${values.map(
            (value) =>
              html`<line class="base" x1="${at(axis, value)}" x2="${at(axis, value)}" y1="1" y2="5" /><text
                  class="${value === values[0] && at(axis, value) === '0%' ? '' : 'mid'}"
                  x="${at(axis, value)}"
                  y="19"
                  >${value === 0 ? 'fault' : offset(value, step)}</text
                >`,
          )}
        </svg>
        <div class="value"></div>
      </div>
    </figure>`,
    html`<p class="soft small">
      Counted from the fault at ${offset(zero)} of the drill. Solid is certain; pale is how far the interval reaches.
    </p>`,
    table(
      `What makes the interval of the RTA (${span(rtaMs)}) as wide as it is`,
      ['Term', 'Width'],
      terms.map(({ term, ms }) => [term, atMost(ms)]),
    ),
  )
}

function stretchesOf(report: Report): Stretch[] {
  const { fault, onset, recovery, downtimeMs } = report.measurements
  if (fault.lo === null || (onset.lo === null && onset.hi === null)) return []
  const zero = zeroOf(report)
  const since = ({ lo, hi }: Interval): Interval => ({
    lo: lo === null ? null : lo - zero,
    hi: hi === null ? null : hi - zero,
  })
  const faultAt = fault.lo
  const last = recovery.hi ?? Infinity
  const steps = report.events
    .filter(({ at: when }) => (when.hi ?? when.lo ?? -1) >= faultAt && (when.lo ?? Infinity) <= last)
    .slice(0, MOST_STEPS)
    .map(({ at: when, kind, component, source }): Stretch => {
      const { lo, hi } = since(when)
      return {
        label: words(kind),
        note: `${component}, ${source}`,
        from: { lo, hi: lo },
        to: { lo: hi, hi },
        by: 'system',
      }
    })
  return [
    {
      label: 'outage',
      note: `as clients saw it: ${span(downtimeMs)}`,
      from: since(onset),
      to: since(recovery),
      by: 'clients',
    },
    ...steps,
  ]
}

function bar({ label, note, from, to, by }: Stretch, axis: Axis): Markup {
  const outer = { from: from.lo ?? axis.from, to: to.hi ?? axis.to }
  const inner = { from: from.hi ?? outer.from, to: to.lo ?? outer.to }
  const length = lengthOf(from, to)
  const name = `${label} (${note}): from ${offset(outer.from)} to ${to.hi === null ? 'an unknown end' : offset(to.hi)}, ${length}`
  return html`<div class="label">${label} <small>${note}</small></div>
    <svg height="20" role="group" aria-label="${name}">
      <line class="grid" x1="0" x2="100%" y1="10" y2="10" />
      <g tabindex="0" role="img" aria-label="${name}">
        <title>${name}</title>
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
            class="sure ${by}"
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
