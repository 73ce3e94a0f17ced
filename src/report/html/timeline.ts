import type { Report } from '../schema.ts'
import { streamKinds } from '../explain.ts'
import { count, EPISODE_WORDS, instant } from '../words.ts'
import { offset, type Axis } from './axis.ts'
import { html, type Markup } from './markup.ts'
import { momentsOf, zeroName, zeroOf } from './moments.ts'
import { figures, folded, section, table } from './parts.ts'
import { axisRow, laneRow, momentsRow, type Panel } from './timeline-lanes.ts'
import { stepsRow } from './timeline-steps.ts'
import { latencyRow, rateRow } from './timeline-curves.ts'

/** How many episodes the table lists; the JSON holds all. */
const MOST_EPISODES = 100

/**
 * The drill over time, all rows on one axis: operations, latency, each stream, and what happened. A slider reads the
 * figures off at one instant; the tables below say the same without a drawing.
 */
export function timelineSection(report: Report): Markup | undefined {
  const [first] = report.timelines
  if (first === undefined || first.total.length === 0) return undefined
  const zero = zeroOf(report)
  const from = first.fromMs - zero
  const axis: Axis = { from, to: from + first.total.length * first.bucketMs }
  const panel: Panel = { report, axis, zero, buckets: first.total.length }
  return section(
    'timeline',
    'Timeline',
    html`<figure
      class="chart timeline"
      data-from="${axis.from}"
      data-zero="${zeroName(report)}"
      data-bucket="${first.bucketMs}"
      data-streams="${readings(report)}"
    >
      <div class="rows">
        ${rateRow(panel)}${latencyRow(panel)}${inOrder(report).map((line) => laneRow(panel, line))}${stepsRow(panel)}${momentsRow(panel)}${axisRow(panel)}
      </div>
      <div class="reader" hidden>
        <label for="instant">Read off at</label
        ><input id="instant" type="range" min="0" max="${first.total.length - 1}" value="0" /><output
          for="instant"
        ></output>
      </div>
      <figcaption>${legend(report)}${kinds(report)}</figcaption>
    </figure>`,
    table(
      'What happened, in the order of time',
      [`After ${zeroName(report)}`, 'Since the start', 'What', 'Seen as'],
      momentsOf(report).map(({ at, label, text, by }) => [
        html`<span class="when">${offsets(at, zero)}</span>`,
        html`<span class="when">${instant(at)}</span>`,
        label,
        html`${text} <span class="soft">(${WITNESS[by]})</span>`,
      ]),
    ),
    episodesTable(report, zero),
  )
}

/** The streams that are judged, then the load, then the witnesses that only attribute. */
function inOrder({ timelines, streams }: Report): Report['timelines'] {
  const rank = (id: string) => {
    const stream = streams.find((one) => one.id === id)
    return stream?.judged === true ? 0 : stream?.source === 'k6' ? 1 : 2
  }
  return [...timelines].sort((a, b) => rank(a.stream) - rank(b.stream))
}

const WITNESS = { fault: 'the harness', system: 'the control plane', clients: 'the probes' } as const

function offsets({ lo, hi }: { lo: number | null; hi: number | null }, zero: number): string {
  if (lo === null || hi === null) return lo === null && hi === null ? '' : offset((lo ?? hi ?? 0) - zero)
  const [from, to] = [offset(lo - zero), offset(hi - zero)]
  return from === to ? from : `${from.replace(' s', '')} to ${to}`
}

function episodesTable(report: Report, zero: number): Markup | undefined {
  const { episodes: all } = report
  const shown = table(
    'Episodes: stretches in which a stream was not served',
    ['Stream', 'Onset', 'Recovery', `After ${zeroName(report)}`, figures('Bad probes'), 'Seen as'],
    all
      .slice(0, MOST_EPISODES)
      .map(({ stream, onset, recovery, badProbes, kind }) => [
        stream,
        instant(onset),
        instant(recovery),
        offsets(onset, zero),
        count(badProbes),
        EPISODE_WORDS[kind],
      ]),
  )
  if (shown === undefined) return undefined
  const cut = all.length > MOST_EPISODES && html`<p>${MOST_EPISODES} of ${count(all.length)} (truncated).</p>`
  return folded(`Episodes (${count(all.length)})`, shown, cut)
}

/** What each kind of stream is: a red lane beside a green verdict has its reason. */
function kinds(report: Report): Markup {
  return html`<ul class="kinds">
    ${streamKinds(report).map(({ names, text }) => html`<li><b>${names.join(', ')}</b>: ${text}</li>`)}
  </ul>`
}

/** What the slider reads off, as JSON: by stream its operations, bad ones and latencies. */
function readings({ timelines }: Report): string {
  return JSON.stringify(
    timelines.map(({ stream, total, bad, latencyMs }) => ({
      stream,
      total,
      bad,
      p50: latencyMs?.p50 ?? [],
      max: latencyMs?.max ?? [],
    })),
  )
}

function legend(report: Report): Markup {
  const { measurements } = report
  const entries: [string, string][] = [
    ['good', 'served'],
    ['bad', 'not served, or too late'],
    ['point fault', 'fault'],
    ['point system', 'control plane'],
  ]
  if (measurements.recovery.lo !== null || measurements.recovery.hi !== null)
    entries.push(['point recovered', 'recovered'])
  return html`<ul class="legend">
    ${entries.map(
      ([shape, text]) =>
        html`<li>
          <svg aria-hidden="true" viewBox="0 0 14 12">
            ${shape.startsWith('point') ? html`<circle class="${shape}" cx="7" cy="6" r="5.5" />` : html`<rect class="${shape}" x="1" y="1" width="12" height="10" rx="2" />`}</svg
          >${text}
        </li>`,
    )}
  </ul>`
}
