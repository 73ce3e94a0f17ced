import { ALL_GOOD, columnOf, intervalBar, sparkline } from './bars.ts'
import { cut, pad, painter, VERDICT_STYLE, wrap, type Paint, type View } from './paint.ts'
import type { Report } from './schema.ts'
import { judgedOnWrites, lagNote, longestLeg, staleReads } from './explain.ts'
import { rehearsalLines } from './terminal-rehearsal.ts'
import { followedRunbook } from './runbook-steps.ts'
import { runbookLines } from './terminal-runbook.ts'
import { sentence } from './sentence.ts'
import {
  actual,
  allReasons,
  atLeast,
  atMost,
  count,
  counted,
  HEADLINE,
  OBJECTIVE_TITLES,
  oneLine,
  recoveryPoint,
  seconds,
  span,
  target,
  times,
  verification,
} from './words.ts'

/** Width of the first column of every block. */
const LABEL = 14

/**
 * The result of a drill for the terminal.
 *
 * @param folder - where the record is, as the reader can open it; undefined leaves the line out
 */
export function renderTerminal(report: Report, view: View, folder?: string): string {
  const paint = painter(view)
  const blocks = [
    headline(report, view, paint),
    objectives(report, view, paint),
    measured(report, view, paint),
    outage(report, view, paint),
    rehearsalLines(report, view, paint),
    notes(report, view, paint),
    record(report, view, paint, folder),
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** So much of a title is left when there is little room, in columns. */
const SHORTEST_TITLE = 12

function headline(report: Report, view: View, paint: Paint): string[] {
  const { drill, verdict } = report
  const place = drill.profile === null ? drill.environment : `${drill.environment}:${drill.profile}`
  const badge = paint(['bold', 'inverse', VERDICT_STYLE[verdict]], ` ${HEADLINE[verdict]} `)
  const where = ` (${drill.scenario} in ${place})`
  const room = view.columns - HEADLINE[verdict].length - 3
  // Where it was measured is what a figure means: the title gives way.
  const title = cut(`${cut(oneLine(drill.title), Math.max(SHORTEST_TITLE, room - where.length))}${where}`, room)
  const text = sentence(report).slice(HEADLINE[verdict].length + 2)
  return [`${badge} ${paint('bold', title)}`, ...wrap(capital(text), view.columns, ' ')]
}

function objectives(report: Report, view: View, paint: Paint): string[] {
  const rows = report.objectives.map((objective) => ({
    name: OBJECTIVE_TITLES[objective.name],
    target: target(objective),
    actual: `${actual(objective, report)}${objective.judgedOn === 'downtime' ? ' down' : ''}`,
    objective,
  }))
  if (rows.length === 0) return []
  const nameWidth = Math.max(3, ...rows.map((row) => row.name.length)) + 2
  const targetWidth = Math.max(6, ...rows.map((row) => row.target.length)) + 2
  const actualWidth = Math.max(6, ...rows.map((row) => row.actual.length)) + 2
  const used = 1 + nameWidth + targetWidth + actualWidth + 14
  const barWidth = Math.min(24, view.columns - used)
  const head = ` ${pad('', nameWidth)}${pad('target', targetWidth)}${pad('actual', actualWidth)}`
  return [
    paint('dim', head.trimEnd()),
    ...rows.map((row) => {
      const { verdict, judgedOn, unit } = row.objective
      // A count of writes against 0 s has no scale to be drawn on, and a share is held against a floor.
      const bar =
        barWidth < 10 || judgedOn === 'writes' || unit === 'share'
          ? ''
          : `  ${intervalBar(row.objective.actual, row.objective.target, barWidth)}`
      const cells = `${pad(row.name, nameWidth)}${pad(row.target, targetWidth)}${pad(row.actual, actualWidth)}`
      return ` ${cells}${paint(VERDICT_STYLE[verdict], bar === '' ? verdict : pad(verdict, 12))}${bar}`.trimEnd()
    }),
  ]
}

function measured(report: Report, view: View, paint: Paint): string[] {
  const { measurements: m, legs } = report
  const w = m.writes
  const rows: [string, string][] = [
    ['RTA', span(m.rtaMs)],
    ['Downtime', span(m.downtimeMs)],
    ['RPA', [rpa(m), judgedOnWrites(report)].filter((part) => part !== '').join('; ')],
    [
      'Writes',
      `${count(w.attempted)} attempted, ${count(w.acknowledged)} acknowledged, ${count(w.failed)} failed, ` +
        `${count(w.indeterminate)} indeterminate, ${w.lost === null ? 'lost not measured' : `${count(w.lost)} lost`}`,
    ],
    ['Anomalies', anomalies(w)],
    ['Stale reads', staleReads(m)],
    ['At longest', legs.map(({ leg, ms }) => `${leg} ${atMost(ms)}`).join(', ')],
    ['People', m.creditedMs === 0 ? '' : `${atLeast(m.creditedMs)} credited, not measured`],
    [
      'Flaps',
      m.flaps === 0
        ? ''
        : `failed again ${times(m.flaps)} after the first recovery, and before it had recovered for good`,
    ],
    ['Width from', m.width.map(({ term, ms }) => `${term} ${atMost(ms)}`).join(', ')],
    ['Judged on', m.judgedStream ?? ''],
  ]
  return rows.flatMap(([label, text]) => row(label, text, view, paint))
}

function rpa(measurements: Report['measurements']): string {
  const { lost } = measurements.writes
  if (lost === null) return 'not measured'
  const time = recoveryPoint(measurements)
  return `${counted(lost, 'write')}${time === 'unknown' ? '' : `, ${time}`}`
}

function anomalies(w: Report['measurements']['writes']): string {
  const counted: [string, number | null][] = [
    ['holes', w.holes],
    ['seen then lost', w.seenThenLost],
    ['phantoms', w.phantoms],
    ['failed but applied', w.abortedButApplied],
    ['duplicates', w.duplicates],
    ['corrupt answers', w.corrupt],
    ['acknowledged by a deposed primary', w.zombies],
  ]
  return counted
    .flatMap(([name, value]) => (value === null || value === 0 ? [] : [`${count(value)} ${name}`]))
    .join(', ')
}

/** The share of bad probes of each stream over time, all on one axis, with the fault marked. */
function outage(report: Report, view: View, paint: Paint): string[] {
  const { timelines, streams, measurements } = report
  const [axis] = timelines
  if (axis === undefined || axis.total.length === 0) return []
  const names = [
    ...timelines.map(({ stream }) => stream),
    ...(followedRunbook(report)?.steps ?? []).map(({ title }) => `1. ${title}`),
  ]
  const idWidth = Math.min(24, Math.max(...names.map(({ length }) => length)) + 2)
  const width = view.columns - idWidth - 2
  const columns = Math.min(width, axis.total.length)
  const faultAt = measurements.fault.lo === null ? undefined : columnOf(measurements.fault.lo, axis, width)
  const marker = faultAt === undefined ? '' : markerLine(faultAt, columns)
  const end = seconds(axis.fromMs + axis.total.length * axis.bucketMs)
  const scale = `${pad(seconds(axis.fromMs), Math.max(0, columns - end.length))}${end}`
  return [
    ` ${pad('Bad probes', idWidth)}${paint('dim', marker)}`.trimEnd(),
    ...timelines.map((timeline) => {
      const judged = streams.some(({ id, judged: isJudged }) => id === timeline.stream && isJudged)
      const id = pad(cut(timeline.stream, idWidth - 1), idWidth)
      return ` ${judged ? id : paint('dim', id)}${paintLine(sparkline(timeline, width), paint)}`
    }),
    ` ${' '.repeat(idWidth)}${paint('dim', scale)}`,
    ...runbookLines(report, idWidth, view, paint),
  ]
}

/** Only what is bad stands out. */
function paintLine(line: string, paint: Paint): string {
  const runs = line.match(new RegExp(`${ALL_GOOD}+|[^${ALL_GOOD}]+`, 'g')) ?? []
  return runs.map((run) => paint(run.startsWith(ALL_GOOD) ? 'dim' : 'red', run)).join('')
}

function markerLine(column: number, columns: number): string {
  const word = 'fault'
  return column + 2 + word.length <= columns
    ? `${' '.repeat(column)}▼ ${word}`
    : `${' '.repeat(Math.max(0, column - word.length - 1))}${word} ▼`
}

function notes(report: Report, view: View, paint: Paint): string[] {
  const broken = report.validity.filter(({ holds, reason }) => !holds && reason === undefined)
  // A pass has no reason, only something to be known about it.
  const why = report.verdict === 'pass' ? 'To be known' : 'Why'
  return [
    ...allReasons(report).flatMap(({ code, text }) => row(why, `${oneLine(text)} [${code}]`, view, paint)),
    ...row('Why', longestLeg(report), view, paint),
    ...row('Note', lagNote(report), view, paint),
    ...broken.flatMap(({ name, text }) => row('Not valid', `${name}: ${oneLine(text)}`, view, paint)),
    ...(report.verification === undefined ? [] : row('Verify', verification(report.verification), view, paint)),
    ...report.objectives.flatMap(({ advice }) => row('Advice', advice ?? '', view, paint)),
    ...report.faults.flatMap((fault) =>
      fault.undo?.undone === true
        ? []
        : row('Undo', `${fault.kind} on ${fault.component} is not verified as undone`, view, paint),
    ),
  ]
}

function record({ drill }: Report, view: View, paint: Paint, folder: string | undefined): string[] {
  return [...row('Measured in', backend(drill), view, paint), ...row('Record', folder ?? '', view, paint)]
}

function backend({ backend: name, environment }: Report['drill']): string {
  if (name === null) return 'nothing: the environment never stood'
  if (name === 'fake') return 'what stood in for AWS: no evidence about AWS'
  if (name !== 'lab') return name
  return environment === 'aws-lab'
    ? 'the lab, by what stands in for AWS there: no evidence about AWS'
    : 'the lab: says nothing about production'
}

/** A label and its text, wrapped behind the label; nothing when there is no text. */
function row(label: string, text: string, view: View, paint: Paint): string[] {
  if (text === '') return []
  const [first = '', ...rest] = wrap(text, view.columns, ' '.repeat(LABEL))
  return [` ${paint('dim', pad(label, LABEL - 1))}${first.trimStart()}`, ...rest]
}

/** Begins a sentence, but leaves a name such as `database.kill` as it is. */
function capital(text: string): string {
  return /^[a-z]+[\s,;]/.test(text) ? text.slice(0, 1).toUpperCase() + text.slice(1) : text
}
