import { list, plain, section, table } from './gfm.ts'
import { HOW, againstStated, orderText, personsTimes } from './rehearsal-words.ts'
import type { Report } from './schema.ts'
import { atMost, seconds } from './words.ts'

/** What a rehearsal has shown, as a section of a report. */
export function rehearsalSection({ rehearsal }: Report): string {
  if (rehearsal === undefined) return ''
  const { steps, waits, slips, shares, blind } = rehearsal
  return section(
    'Rehearsal',
    blind ? 'The person was given the alarm alone.' : 'The person followed the runbook against the clock.',
    table(
      ['From the alarm', ''],
      personsTimes(rehearsal).map(([name, value]) => [name, plain(value)]),
    ),
    table(
      ['Step', 'How', 'At', 'Took, of what is stated'],
      steps.map(({ number, title, how, atMs, tookMs, expectMs }) => [
        plain(`${number}. ${title}`),
        HOW[how],
        atMs === null ? '' : `T+${seconds(atMs)}`,
        plain(againstStated(tookMs, expectMs)),
      ]),
    ),
    `Changes were made in this order: ${plain(orderText(rehearsal))}.`,
    table(
      ['People', 'Took, of what is stated'],
      waits.map(({ step, text, tookMs, allowedMs }) => [
        plain(`step ${step}: ${text}`),
        plain(againstStated(tookMs, allowedMs)),
      ]),
    ),
    slips.length === 0 ? 'No slips.' : list(slips.map(({ text }) => plain(text))),
    table(
      ['The recovery time was spent', ''],
      shares.map(({ part, ms }) => [part, plain(atMost(ms))]),
    ),
  )
}
