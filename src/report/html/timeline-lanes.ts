import type { Report } from '../schema.ts'
import { count, instant } from '../words.ts'
import { at, isOn, middle, offset, ticks, width, type Axis } from './axis.ts'
import { html, type Content, type Markup } from './markup.ts'
import { momentsOf, zeroName, type Moment } from './moments.ts'

/** What the rows of one timeline share. Positions on the axis are milliseconds since the fault. */
export interface Panel {
  readonly report: Report
  readonly axis: Axis
  /** Milliseconds since the drill's start at which the axis is 0. */
  readonly zero: number
  readonly buckets: number
}

type Timeline = Report['timelines'][number]

/** A row: its label, and its drawing over the full width. */
export function row(label: Content, description: string, height: number, drawing: Content): Markup {
  return html`<div class="label">${label}</div>
    <svg height="${height}" role="group" aria-label="${description}">
      ${drawing}
      <line class="cursor" x1="0" x2="0" y1="0" y2="${height}" />
    </svg> `
}

/** The outage as a shade, the fault and the recovery as lines, behind whatever a row draws. */
export function background(panel: Panel, height: number): Markup {
  const { report, axis, zero } = panel
  const { onset, recovery } = report.measurements
  const began = onset.lo ?? onset.hi
  const outage =
    began !== null &&
    html`<rect
      class="outage"
      x="${at(axis, began - zero)}"
      y="0"
      width="${width(axis, began - zero, (recovery.hi ?? Infinity) - zero)}"
      height="${height}"
    />`
  return html`${outage}${edges(panel, height)}`
}

/** The fault and the recovery. */
function edges({ report, axis, zero }: Panel, height: number): Markup {
  const line = (ms: number | null, name: string) =>
    ms !== null &&
    isOn(axis, ms - zero) &&
    html`<line class="${name}" x1="${at(axis, ms - zero)}" x2="${at(axis, ms - zero)}" y1="0" y2="${height}" />`
  const { fault, recovery } = report.measurements
  return html`${line(fault.lo, 'fault-line')}${line(recovery.hi, 'recovery-line')}`
}

/** One stream: each bucket is as red as its worst. A single bad operation is always visible. */
export function laneRow(panel: Panel, timeline: Timeline): Markup {
  const { report, axis } = panel
  const stream = report.streams.find(({ id }) => id === timeline.stream)
  const total = sum(timeline.total)
  const bad = sum(timeline.bad)
  const description = `${timeline.stream}: ${count(bad)} of ${count(total)} operations were not served`
  const note = stream === undefined ? '' : stream.judged ? 'judged' : stream.source === 'k6' ? 'load' : 'witness'
  const label = html`${timeline.stream}
    <small>${[note, bad === 0 ? 'all served' : `${count(bad)} bad`].filter((part) => part !== '').join(', ')}</small>`
  return row(
    label,
    description,
    22,
    html`<title>${description}</title><rect class="lane" x="0" y="3" width="100%" height="16" rx="2" />${runs(
        timeline,
      ).map(({ from, to, share }) => {
        const begin = axis.from + from * timeline.bucketMs
        const end = axis.from + to * timeline.bucketMs
        const height = share === 0 ? 4 : Math.max(6, 16 * share)
        return html`<rect
          class="${share === 0 ? 'lane-good' : 'bad'}"
          x="${at(axis, begin)}"
          y="${Number((19 - height).toFixed(1))}"
          width="${width(axis, begin, end)}"
          height="${Number(height.toFixed(1))}"
        />`
      })}${edges(panel, 22)}`,
  )
}

/** Neighbouring buckets with the same share of bad operations as one piece. Buckets without any operation are left out. */
function runs({ total, bad }: Timeline): { from: number; to: number; share: number }[] {
  const found: { from: number; to: number; share: number }[] = []
  for (const [bucket, sent] of total.entries()) {
    if (sent === 0) continue
    const share = (bad[bucket] ?? 0) / sent
    const last = found.at(-1)
    if (last?.to === bucket && last.share === share) last.to = bucket + 1
    else found.push({ from: bucket, to: bucket + 1, share })
  }
  return found
}

/** What happened, as points that can be reached by keyboard and say what they are. */
export function momentsRow({ report, axis, zero }: Panel): Markup {
  const points = momentsOf(report).flatMap((moment) => {
    const ms = middle(moment.at)
    return ms === undefined || !isOn(axis, ms - zero)
      ? []
      : [point(moment, at(axis, ms - zero), `${offset(ms - zero)} after ${zeroName(report)}`)]
  })
  return row('Events', 'What happened', 26, html`<line class="grid" x1="0" x2="100%" y1="13" y2="13" />${points}`)
}

function point({ at: when, label, text, by }: Moment, x: string, since: string): Markup {
  const name = `${label}, ${since} (${instant(when)} since the start): ${text}`
  const y = { fault: 8, system: 13, clients: 18 }[by]
  const kind = label === 'recovered' ? 'recovered' : by
  return html`<g tabindex="0" role="img" aria-label="${name}"
    ><title>${name}</title><circle class="point ${kind}" cx="${x}" cy="${y}" r="5.5"
  /></g>`
}

/** The axis in seconds since the fault, with the two instants that matter written on it. */
export function axisRow({ report, axis, zero }: Panel): Markup {
  const values = ticks(axis, 8)
  const step = (values[1] ?? 0) - (values[0] ?? 0)
  const { fault, recovery } = report.measurements
  const marks = html`${
    fault.lo !== null &&
    isOn(axis, fault.lo - zero) &&
    html`<text class="fault-text end" x="${at(axis, fault.lo - zero)}" dx="-4" y="12">fault</text>`
  }${
    recovery.hi !== null &&
    isOn(axis, recovery.hi - zero) &&
    html`<text class="recovery-text" x="${at(axis, recovery.hi - zero)}" dx="4" y="12"
      >recovered ${offset(recovery.hi - zero, 10)}</text
    >`
  }`
  return html`<div class="label blank"></div>
    <svg height="40" role="img" aria-label="Axis: seconds after ${zeroName(report)}">
      ${marks}
      <line class="base" x1="0" x2="100%" y1="18" y2="18" />
      ${values.map(
        (value) =>
          html`<line class="base" x1="${at(axis, value)}" x2="${at(axis, value)}" y1="18" y2="22" /><text
              class="${edge(axis, value)}"
              x="${at(axis, value)}"
              y="36"
              >${offset(value, step)}</text
            >`,
      )}
    </svg>`
}

/** At the ends of the axis a label stays inside. */
function edge({ from, to }: Axis, value: number): string {
  const share = (value - from) / (to - from)
  return share < 0.03 ? '' : share > 0.97 ? 'end' : 'mid'
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
