import { HOW, againstStated, orderText, personsTimes } from '../rehearsal-words.ts'
import type { Report } from '../schema.ts'
import { atMost } from '../words.ts'
import { offset } from './axis.ts'
import { html, type Markup } from './markup.ts'
import { figures, section, table } from './parts.ts'

/** What a rehearsal has shown of its person. */
export function rehearsalSection({ rehearsal }: Report): Markup | undefined {
  if (rehearsal === undefined) return undefined
  const { steps, waits, slips, shares, blind } = rehearsal
  return section(
    'rehearsal',
    'Rehearsal',
    html`<p>
      ${blind ? 'The person was given the alarm alone.' : 'The person followed the runbook against the clock.'} Changes
      were made in this order: ${orderText(rehearsal)}.
    </p>`,
    slips.length === 0
      ? html`<p>No slips.</p>`
      : html`<ul>
          ${slips.map(({ text }) => html`<li>${text}</li>`)}
        </ul>`,
    table('The person, counted from the alarm', ['What', figures('When')], personsTimes(rehearsal)),
    table(
      'Steps as they were done',
      ['Step', 'How', 'After the fault', figures('Took, of what is stated')],
      steps.map(({ number, title, how, atMs, tookMs, expectMs }) => [
        `${number}. ${title}`,
        HOW[how],
        atMs === null ? 'never' : offset(atMs),
        againstStated(tookMs, expectMs),
      ]),
    ),
    table(
      'What was asked of people',
      ['What', figures('Took, of what is stated')],
      waits.map(({ step, text, tookMs, allowedMs }) => [`step ${step}: ${text}`, againstStated(tookMs, allowedMs)]),
    ),
    table(
      'What the recovery time was spent on',
      ['Part', figures('Length')],
      shares.map(({ part, ms }) => [part, atMost(ms)]),
    ),
  )
}
