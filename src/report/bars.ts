import type { Interval } from '../model/interval.ts'
import type { Report } from './schema.ts'

/** What a stretch without a bad operation is drawn with. */
export const ALL_GOOD = '▁'
/** Rising shares of bad operations. */
const SOME_BAD = '▂▃▄▅▆▇█'.split('')
const NOTHING_SENT = '·'

/**
 * Draws an interval against its target from 0: `───░░───┃──`. The shaded part is where the truth lies; what reaches beyond
 * the target is a miss or may be one. An open upper end runs off the scale (`▶`).
 *
 * @param reach - how far the scale reaches at least, so that several bars have the same
 */
export function intervalBar(actual: Interval, target: number, width: number, reach = 0): string {
  const known = Math.max(actual.lo ?? 0, actual.hi ?? 0, reach)
  const scale = Math.max(target * 1.25, known * 1.1, Number.MIN_VALUE)
  const cell = (value: number) => Math.min(width - 1, Math.floor((value / scale) * width))
  const cells = Array.from({ length: width }, () => '─')
  if (actual.lo !== null || actual.hi !== null) {
    const from = cell(actual.lo ?? 0)
    const to = actual.hi === null ? width - 1 : cell(actual.hi)
    cells.fill('█', from, to + 1)
  }
  if (actual.lo !== null && actual.hi === null) cells[width - 1] = '▶'
  // The target stays visible inside the interval: there it is the question.
  cells[cell(target)] = '┃'
  return cells.join('')
}

/**
 * Draws the share of bad operations over time, one character a stretch. A stretch shows its worst bucket and any bad
 * operation lifts the line, so that a short outage stays visible.
 */
export function sparkline(timeline: Report['timelines'][number], width: number): string {
  const buckets = timeline.total.length
  const columns = Math.min(width, buckets)
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * buckets) / columns)
    const to = Math.max(from + 1, Math.floor(((column + 1) * buckets) / columns))
    let worst = 0
    let sent = 0
    for (let bucket = from; bucket < to; bucket += 1) {
      const total = timeline.total[bucket] ?? 0
      sent += total
      if (total > 0) worst = Math.max(worst, (timeline.bad[bucket] ?? 0) / total)
    }
    if (sent === 0) return NOTHING_SENT
    return worst === 0 ? ALL_GOOD : (SOME_BAD[Math.ceil(worst * SOME_BAD.length) - 1] ?? ALL_GOOD)
  }).join('')
}

/** The column in which an instant lies on a timeline of so many columns; undefined outside it. */
export function columnOf(ms: number, timeline: Report['timelines'][number], width: number): number | undefined {
  const buckets = timeline.total.length
  const columns = Math.min(width, buckets)
  const column = Math.floor((((ms - timeline.fromMs) / timeline.bucketMs) * columns) / buckets)
  return column >= 0 && column < columns ? column : undefined
}
