import type { Report } from './schema.ts'
import { atMost } from './words.ts'

type RehearsalPart = NonNullable<Report['rehearsal']>

/** How a step was done, for people. */
export const HOW = {
  tool: 'run by the tool',
  'by-hand': 'by hand',
  skipped: 'skipped',
  checked: 'checked',
  already: 'was so already',
  'not-seen': 'cannot be seen',
  'not-done': 'not done',
} as const satisfies Record<RehearsalPart['steps'][number]['how'], string>

/** The times of a person, counted from the alarm; what it did not come to is said, never left out. */
export function personsTimes(rehearsal: RehearsalPart): [name: string, value: string][] {
  const { acknowledgeMs, firstActionMs, decisionMs, declaredMs, openedMs, blind, hints } = rehearsal
  const time = (ms: number | null): string => (ms === null ? 'never' : atMost(ms))
  return [
    ['Acknowledged', time(acknowledgeMs)],
    ['First action', time(firstActionMs)],
    ['Decided', time(decisionMs)],
    ['Declared over', time(declaredMs)],
    ...(blind ? [['Asked for the steps', time(openedMs)] as [string, string]] : []),
    ['Hints', hints === 0 ? 'none' : String(hints)],
  ]
}

/** `2, 3, 4`: the steps whose changes were made, in that order. */
export function orderText({ order }: RehearsalPart): string {
  return order.length === 0 ? 'nothing was changed' : order.join(', ')
}

/** A length held against what the runbook states: `7 s of 2 min`; where nobody timed it, what is stated. */
export function againstStated(tookMs: number | null, statedMs: number): string {
  return tookMs === null ? `${atMost(statedMs)} stated` : `${atMost(tookMs)} of ${atMost(statedMs)}`
}
