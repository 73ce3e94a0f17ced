import { intervalBar } from './bars.ts'
import { pad, painter, VERDICT_STYLE, wrap, type View } from './paint.ts'
import type { Series, SeriesSummary } from './series.ts'
import { atMost, HEADLINE, percent, span } from './words.ts'

const LABEL = 14
const BAR = 30
/** More lines than this and the fastest and slowest are shown. */
const MOST_DRILLS = 24

/**
 * A series for the terminal: the distribution, median and range, and the bounds with their n.
 *
 * @param file - where the summary is, as the reader can open it
 */
export function renderSeries({ verdict, drills, summary }: Series, view: View, file: string): string {
  const paint = painter(view)
  const { scenario, environment, planned, ran, verdicts } = summary
  const badge = paint(['bold', 'inverse', VERDICT_STYLE[verdict]], ` ${HEADLINE[verdict]} `)
  const ended = ran < planned ? `, of ${planned} that were asked for` : ''
  const counts = (['pass', 'fail', 'inconclusive'] as const)
    .filter((each) => verdicts[each] > 0)
    .map((each) => `${verdicts[each]} ${each}`)
    .join(', ')
  const target = drills.flatMap(({ objectives }) => objectives.filter(({ name }) => name === 'rto'))[0]?.target
  const row = (label: string, text: string): string[] => {
    const [first = '', ...rest] = wrap(text, view.columns, ' '.repeat(LABEL))
    return [` ${paint('dim', pad(label, LABEL - 1))}${first.trimStart()}`, ...rest]
  }
  return `${[
    `${badge} ${paint('bold', `${scenario} in ${environment}: ${ran} drills${ended}`)}`,
    ...row('Verdicts', counts === '' ? 'none' : counts),
    ...distribution(summary, target).map((line) => ` ${line}`),
    ...seriesSentences(summary).flatMap(([label, text]) => row(label, text)),
    ...row('Summary', file),
  ].join('\n')}\n`
}

/** What may be said of several drills, and no more. */
export function seriesSentences({ rtaMs, loss }: SeriesSummary): [string, string][] {
  const n = rtaMs.drills
  return [
    ['RTA median', n === 0 ? 'not measured' : `${span(rtaMs.median)}, over ${n} ${drillsOf(n)}`],
    ['RTA range', n === 0 ? 'not measured' : span(rtaMs.range)],
    ['RTA p95', p95(rtaMs)],
    ['Loss', lossText(loss)],
  ]
}

function p95({ drills: n, p95AtMost, p95Needs }: SeriesSummary['rtaMs']): string {
  if (n < p95Needs) {
    return `no 95 % upper bound: it needs ${p95Needs} drills, and there are ${n}; the slowest of ${n} is not a p95`
  }
  if (p95AtMost === null) return `no 95 % upper bound: too many of the ${n} drills never recovered`
  return `at most ${atMost(p95AtMost)} (95 % upper bound from ${n} drills)`
}

function lossText({ drills: n, lossy, probabilityAtMost }: SeriesSummary['loss']): string {
  if (n === 0) return 'not measured'
  if (lossy > 0) return `${lossy} of ${n} drills lost acknowledged writes`
  if (probabilityAtMost === null || probabilityAtMost >= 1) {
    return `none in ${n} ${drillsOf(n)}, which says nothing yet about how likely it is`
  }
  return `none in ${n} drills: a drill loses writes with a probability of at most ${percent(probabilityAtMost)} (3 / n, 95 %)`
}

function drillsOf(n: number): string {
  return n === 1 ? 'drill' : 'drills'
}

/** Each drill as a bar on one scale; of many, the fastest and the slowest. */
function distribution({ rtaMs: { values } }: SeriesSummary, target: number | undefined): string[] {
  const half = MOST_DRILLS / 2
  const shown = values.length <= MOST_DRILLS ? values : [...values.slice(0, half), ...values.slice(-half)]
  const longest = Math.max(0, ...values.map(({ lo, hi }) => Math.max(lo ?? 0, hi ?? 0)))
  const lines = shown.map(
    ({ drill, lo, hi }) =>
      `${intervalBar({ lo, hi }, target ?? longest, BAR, longest)} ${pad(span({ lo, hi }), 20)}${drill}`,
  )
  if (shown.length < values.length) lines.splice(half, 0, `... (truncated: ${values.length - shown.length} between)`)
  return lines
}
