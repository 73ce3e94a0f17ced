import { formatMs } from '../../model/duration.ts'
import type { Findings } from '../finding.ts'
import type { WrittenRunbook } from '../parse/written.ts'

/** Above this share of the RTO there is no slack left for a bad day. */
const TIGHT = 0.8
/** So many lines are read at 3 a.m.; empty ones need no reading. */
const LONGEST = 120
/** So many lines of prose stand before the first fence of a step. */
const MOST_PROSE = 3

/** Whether the steps fit into the promise. All jumps lead forward, so the longest way visits every step. */
export function checkBudget({ frontMatter, steps }: WrittenRunbook, findings: Findings): void {
  if (frontMatter === undefined) return
  const { rtoMs, detectMs } = frontMatter
  const longestMs = detectMs + steps.reduce((sum, { expectMs }) => sum + expectMs, 0)
  const place = steps.at(-1) ?? { line: 1, column: 1 }
  const sum = `detection and all steps take ${formatMs(longestMs)} of an RTO of ${formatMs(rtoMs)}`
  if (longestMs > rtoMs) findings.error('RB060', place, sum, 'Shorten the steps, or promise less')
  else if (longestMs > rtoMs * TIGHT)
    findings.warning('RB061', place, sum, 'Leave a fifth of the RTO for what nobody foresaw')
}

/** Whether it can be read in time. */
export function checkLength({ lines, steps }: WrittenRunbook, findings: Findings): void {
  const written = lines.flatMap((text, index) => (text.trim() === '' ? [] : [index + 1]))
  const count = written.length
  if (count > LONGEST) {
    const remedy = `Keep it to ${LONGEST}: move reasons to Notes of another page and link them`
    findings.warning('RB064', { line: written[LONGEST] ?? 1, column: 1 }, `the file has ${count} lines of text`, remedy)
  }
  for (const step of steps) {
    if (step.proseLines <= MOST_PROSE || !step.parts.some(({ script }) => script !== undefined)) continue
    const message = `${step.proseLines} lines of prose before the first fence of step ${step.number}`
    findings.warning('RB064', step, message, `Keep it to ${MOST_PROSE}`)
  }
}
