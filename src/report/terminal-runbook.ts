import { columnOf } from './bars.ts'
import { cut, pad, type Paint, type View } from './paint.ts'
import { followedRunbook, isLate, tookOfStated } from './runbook-steps.ts'
import type { Report } from './schema.ts'
import { oneLine } from './words.ts'

const DONE = '█'
/** What the runbook would have granted from there on. */
const GRANTED = '░'

/**
 * The steps of the runbook under the streams of the outage, on the same axis: what each took is solid, what it states
 * beyond that is pale.
 *
 * @param idWidth - of the column of names
 */
export function runbookLines(report: Report, idWidth: number, view: View, paint: Paint): string[] {
  const runbook = followedRunbook(report)
  const [axis] = report.timelines
  if (runbook === undefined || axis === undefined) return []
  const width = view.columns - idWidth - 2
  const columns = Math.min(width, axis.total.length)
  const endMs = axis.fromMs + axis.total.length * axis.bucketMs
  const column = (ms: number): number => columnOf(Math.min(ms, endMs - 1), axis, width) ?? 0
  const rows = runbook.steps.map((step) => {
    const name = pad(cut(oneLine(`${step.number}. ${step.title}`), idWidth - 1), idWidth)
    const text = tookOfStated(step)
    if (step.beganAtMs === null) return ` ${paint('dim', `${name}${cut(text, columns)}`)}`
    const from = column(step.beganAtMs)
    const to = Math.max(from, column(step.endedAtMs ?? endMs))
    const granted = Math.max(to, column(step.beganAtMs + step.expectMs))
    const done = paint(isLate(step) ? 'red' : 'cyan', DONE.repeat(to - from + 1))
    const pale = paint('dim', GRANTED.repeat(granted - to))
    // The figures stand where the drawing leaves room: before it, behind what it took, or nowhere.
    if (from > text.length + 1) return ` ${name}${pad(paint('dim', text), from)}${done}${pale}`
    const room = columns - to - 2
    const behind = room >= text.length ? ` ${paint('dim', text)}` : pale
    return ` ${name}${' '.repeat(from)}${done}${behind}`
  })
  const head = cut(`${oneLine(runbook.outcome)}: what each step took, of what it states`, columns)
  return [` ${pad('Runbook', idWidth)}${paint('dim', head)}`, ...rows]
}
