import type { Report } from '../schema.ts'
import { atMost, count } from '../words.ts'
import { ticks } from './axis.ts'
import { html, type Markup } from './markup.ts'
import { background, row, sum, type Panel } from './timeline-lanes.ts'

const RATE_HEIGHT = 110
const LATENCY_HEIGHT = 96
/** Room above the highest value, in pixels, for its label. */
const HEADROOM = 14

/**
 * Operations a second of those who count as customers: those that were served, and on top of them those that were not.
 * Clients inside a zone and the rungs of the ladder attribute only: one of them may fail all the time.
 */
export function rateRow(panel: Panel): Markup {
  const { report, buckets } = panel
  const perSecond = 1_000 / (report.timelines[0]?.bucketMs ?? 1_000)
  const total = sumOver(report, buckets, 'total').map((value) => value * perSecond)
  const bad = sumOver(report, buckets, 'bad').map((value) => value * perSecond)
  const good = total.map((value, bucket) => value - (bad[bucket] ?? 0))
  const top = Math.max(...total, 1)
  const y = (value: number) => RATE_HEIGHT - ((RATE_HEIGHT - HEADROOM) * value) / top
  const gridLines = ticks({ from: 0, to: top }, 3).filter((value) => value > 0)
  const description = `Operations a second: up to ${count(Math.round(top))}; ${count(sum(sumOver(report, buckets, 'bad')))} were not served`
  return row(
    html`<span class="scaled">Operations a second <small>judged streams and load</small></span>`,
    description,
    RATE_HEIGHT,
    html`<title>${description}</title>${background(panel, RATE_HEIGHT)}
      <svg width="100%" height="${RATE_HEIGHT}" viewBox="0 0 ${buckets} ${RATE_HEIGHT}" preserveAspectRatio="none">
        <path class="good" d="${steps(good, () => 0, y)}" />
        <path class="bad" d="${steps(total, (bucket) => good[bucket] ?? 0, y)}" />
      </svg>
      ${gridLines.map((value) => gridLine(y(value), count(Math.round(value))))}`,
  )
}

/** Latency of the judged stream's answers, on a logarithmic scale: an outage shows as a gap, not as a low latency. */
export function latencyRow(panel: Panel): Markup | undefined {
  const { report, buckets } = panel
  const judged = report.measurements.judgedStream
  const line = report.timelines.find(({ stream }) => stream === judged) ?? report.timelines[0]
  if (line?.latencyMs === undefined) return undefined
  const { p50, p95, max } = line.latencyMs
  const known = max.filter((value) => value !== null)
  if (known.length === 0) return undefined
  const top = 10 ** Math.ceil(Math.log10(Math.max(...known, 10)))
  const bottom = 1
  const y = (ms: number) => {
    const share = Math.log(Math.max(ms, bottom) / bottom) / Math.log(top / bottom)
    return LATENCY_HEIGHT - 1 - (LATENCY_HEIGHT - HEADROOM) * share
  }
  const decades = Array.from({ length: Math.round(Math.log10(top / bottom)) }, (_, index) => 10 ** (index + 1))
  const typical = p50.filter((value) => value !== null).sort((a, b) => a - b)
  const description = `Latency of ${line.stream}: median ${atMost(typical[Math.floor(typical.length / 2)] ?? 0)}, slowest ${atMost(Math.max(...known))}; gaps where nothing was answered`
  return row(
    html`<span class="scaled">Latency <small>${line.stream}: median, 95 %, slowest</small></span>`,
    description,
    LATENCY_HEIGHT,
    html`<title>${description}</title>${background(panel, LATENCY_HEIGHT)}
      <svg
        width="100%"
        height="${LATENCY_HEIGHT}"
        viewBox="0 0 ${buckets} ${LATENCY_HEIGHT}"
        preserveAspectRatio="none"
      >
        <path class="latency-max" d="${steps(max, () => bottom, y)}" />
        <path class="curve latency-p95" d="${polyline(p95, y)}" />
        <path class="curve latency-p50" d="${polyline(p50, y)}" />
      </svg>
      ${decades.map((ms) => gridLine(y(ms), atMost(ms)))}<line
        class="grid"
        x1="0"
        x2="100%"
        y1="${LATENCY_HEIGHT - 0.5}"
        y2="${LATENCY_HEIGHT - 0.5}"
      />`,
  )
}

function gridLine(y: number, label: string): Markup {
  return html`<line class="grid" x1="0" x2="100%" y1="${tenth(y)}" y2="${tenth(y)}" /><text
      class="scale"
      x="0"
      y="${tenth(y + 4)}"
      >${label}</text
    >`
}

/** The area between two values of each bucket, as a step line: a bucket is a stretch, not a point. */
function steps(
  upper: readonly (number | null)[],
  lower: (bucket: number) => number,
  y: (value: number) => number,
): string {
  return upper
    .flatMap((value, bucket) => {
      const low = lower(bucket)
      if (value === null || value <= low) return []
      return [`M${bucket} ${tenth(y(low))}V${tenth(y(value))}h1V${tenth(y(low))}Z`]
    })
    .join('')
}

/** A line through the middle of the buckets, broken where there is nothing. */
function polyline(values: readonly (number | null)[], y: (value: number) => number): string {
  let drawing = false
  return values
    .map((value, bucket) => {
      const command = drawing ? 'L' : 'M'
      drawing = value !== null
      return value === null ? '' : `${command}${bucket + 0.5} ${tenth(y(value))}`
    })
    .join('')
}

function sumOver({ timelines, streams }: Report, buckets: number, what: 'total' | 'bad'): number[] {
  const customers = timelines.filter(({ stream }) =>
    streams.some(({ id, judged, source }) => id === stream && (judged || source === 'k6')),
  )
  const lines = customers.length > 0 ? customers : timelines
  return Array.from({ length: buckets }, (_, bucket) => sum(lines.map((line) => line[what][bucket] ?? 0)))
}

function tenth(value: number): number {
  return Number(value.toFixed(1))
}
