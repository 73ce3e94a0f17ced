import { pad, wrap, type Paint, type View } from './paint.ts'
import { HOW, againstStated, orderText, personsTimes } from './rehearsal-words.ts'
import type { Report } from './schema.ts'
import { atMost, oneLine } from './words.ts'

const LABEL = 14
const TITLE = 36

/** The debrief of a rehearsal for the terminal: the person's times, each step against what is stated, and the slips. */
export function rehearsalLines({ rehearsal }: Report, view: View, paint: Paint): string[] {
  if (rehearsal === undefined) return []
  const { steps, waits, slips, shares, blind } = rehearsal
  const row = (label: string, text: string): string[] => {
    const [first = '', ...rest] = wrap(text, view.columns, ' '.repeat(LABEL))
    return [` ${paint('dim', pad(label, LABEL - 1))}${first.trimStart()}`, ...rest]
  }
  const times = personsTimes(rehearsal).map(([name, value]) => `${name.toLowerCase()} ${value}`)
  return [
    paint('bold', ` Debrief of a ${blind ? 'blind ' : ''}rehearsal`),
    ...row('After alarm', times.join(', ')),
    ...steps.map(({ number, title, how, tookMs, expectMs }) => {
      const late = tookMs !== null && tookMs > expectMs
      const took = againstStated(tookMs, expectMs)
      const name = pad(oneLine(`${number}. ${title}`).slice(0, TITLE - 1), TITLE)
      return ` ${pad('', LABEL - 1)}${name}${paint(late ? 'red' : 'dim', pad(took, 22))}${HOW[how]}`.trimEnd()
    }),
    ...row('Order', orderText(rehearsal)),
    ...waits.flatMap(({ step, text, tookMs, allowedMs }) =>
      row('People', `step ${step}: ${oneLine(text)}, ${againstStated(tookMs, allowedMs)}`),
    ),
    ...(shares.length === 0 ? [] : row('RTA spent', shares.map(({ part, ms }) => `${part} ${atMost(ms)}`).join(', '))),
    ...(slips.length === 0 ? row('Slips', 'none') : slips.flatMap(({ text }) => row('Slip', oneLine(text)))),
  ]
}
