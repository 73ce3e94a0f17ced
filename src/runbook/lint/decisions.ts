import type { Findings } from '../finding.ts'
import { formatMs } from '../../model/duration.ts'
import type { WrittenRunbook } from '../parse/written.ts'
import type { LabelledPart, WrittenStep } from '../parse/step.ts'

/** The rules for what people decide and do. */
export function checkDecisions({ steps }: WrittenRunbook, findings: Findings): void {
  for (const step of steps) {
    const people = step.parts.filter(({ label }) => label.name === 'Decide' || label.name === 'By hand')
    for (const part of people) {
      checkPerson(part, findings)
      if (part.label.name === 'Decide') checkAnswers(part, step, steps.length, findings)
    }
    const creditedMs = people.reduce((sum, { label }) => sum + (label.options.credit ?? 0), 0)
    if (creditedMs > step.expectMs) {
      const message = `people need ${formatMs(creditedMs)} in a step that expects ${formatMs(step.expectMs)}`
      findings.error('RB044', step, message, "Raise the step's (expect ...): it holds the people's time")
    }
  }
}

function checkPerson({ label }: LabelledPart, findings: Findings): void {
  if (label.options.role !== undefined && label.options.credit !== undefined) return
  const remedy = `Write **${label.name}** (incident commander, 2m):`
  findings.error('RB042', label, `**${label.name}** names no role, or no time`, remedy)
}

function checkAnswers({ label, answers }: LabelledPart, step: WrittenStep, last: number, findings: Findings): void {
  if (label.rest === '') {
    findings.error('RB040', label, 'a **Decide** without a question', 'Ask it behind the colon')
  }
  if (answers.length < 2) {
    findings.error('RB040', label, 'a **Decide** with fewer than two answers', 'Give two answers or more')
  }
  const inDrill = answers.filter((answer) => answer.inDrill)
  if (inDrill.length !== 1) {
    const message = `${inDrill.length} answers are marked (drill)`
    findings.error('RB041', label, message, 'Mark exactly one: the answer that a drill gives')
  }
  for (const answer of answers) {
    if (typeof answer.next === 'string') continue
    const { step: target } = answer.next
    if (target > step.number && target <= last) continue
    const message = `'${answer.text}' jumps from step ${step.number} to step ${target}`
    findings.error('RB043', answer, message, 'Jump forward only, to a step that there is')
  }
}
