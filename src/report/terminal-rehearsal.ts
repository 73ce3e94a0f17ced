import { cut, pad, wrap, type Paint, type View } from './paint.ts'
import { HOW, againstStated, orderText, personsTimes } from './rehearsal-words.ts'
import type { Report } from './schema.ts'
import { atMost, oneLine } from './words.ts'

const LABEL = 14
/** Between two columns of the steps. */
const GAP = 2
/** Of a title so much is shown on the narrowest terminal, in characters. */
const MIN_TITLE = 20

/** The debrief of a rehearsal for the terminal: the person's times, each step against what is stated, and the slips. */
export function rehearsalLines({ rehearsal }: Report, view: View, paint: Paint): string[] {
  if (rehearsal === undefined) return []
  const { steps, waits, slips, shares, blind } = rehearsal
  const row = (label: string, text: string): string[] => {
    const [first = '', ...rest] = wrap(text, view.columns, ' '.repeat(LABEL))
    return [` ${paint('dim', pad(label, LABEL - 1))}${first.trimStart()}`, ...rest]
  }
  const named = steps.map((step) => ({
    ...step,
    name: oneLine(`${step.number}. ${step.title}`),
    took: againstStated(step.tookMs, step.expectMs),
    late: step.tookMs !== null && step.tookMs > step.expectMs,
  }))
  const tookWidth = GAP + Math.max(0, ...named.map(({ took }) => took.length))
  const howWidth = Math.max(...Object.values(HOW).map((how) => how.length))
  const longest = GAP + Math.max(0, ...named.map(({ name }) => name.length))
  const nameWidth = Math.max(MIN_TITLE, Math.min(longest, view.columns - LABEL - tookWidth - howWidth - 1))
  const times = personsTimes(rehearsal).map(([name, value]) => `${name.toLowerCase()} ${value}`)
  return [
    paint('bold', ` Debrief of a ${blind ? 'blind ' : ''}rehearsal`),
    ...row('After alarm', times.join(', ')),
    ...named.map(({ name, took, late, how }) => {
      const title = pad(cut(name, nameWidth - GAP), nameWidth)
      return ` ${pad('', LABEL - 1)}${title}${paint(late ? 'red' : 'dim', pad(took, tookWidth))}${HOW[how]}`
    }),
    ...row('Order', orderText(rehearsal)),
    ...waits.flatMap(({ step, text, tookMs, allowedMs }) =>
      row('People', `step ${step}: ${oneLine(text)}, ${againstStated(tookMs, allowedMs)}`),
    ),
    ...(shares.length === 0 ? [] : row('RTA spent', shares.map(({ part, ms }) => `${part} ${atMost(ms)}`).join(', '))),
    ...(slips.length === 0 ? row('Slips', 'none') : slips.flatMap(({ text }) => row('Slip', oneLine(text)))),
  ]
}
