import { z } from 'zod'
import { REASONS } from '../model/reasons.ts'
import { closed, field, oneOf, text } from './fields.ts'
import { show, type Finding } from './findings.ts'
import { OBJECTIVE_FIELDS } from './objective-fields.ts'

const reasonCode = field<keyof typeof REASONS>(
  (value) => typeof value === 'string' && value in REASONS,
  'is not a reason code',
  "Write one of the codes that a report gives, for example 'rto-exceeded', 'rpo-exceeded', 'not-recovered'",
)

/** A known way to break the promise of a scenario. */
export const sabotageSchema = closed('a sabotage', {
  name: text('Say in a few words what is made worse'),
  set: z
    .record(z.string(), z.string(), { error: "Write settings of the environment: { 'detection-interval': '3s' }" })
    .exactOptional(),
  objectives: closed('objectives', OBJECTIVE_FIELDS).exactOptional(),
  expect: closed('what is expected', { verdict: oneOf(['fail', 'inconclusive']), reason: reasonCode }),
})

/** A sabotage that changes nothing could only prove that the scenario is red anyway. */
export function sabotageFindings(sabotages: unknown): Finding[] {
  if (!Array.isArray(sabotages)) return []
  return sabotages.flatMap((input: unknown, index) => {
    const { set, objectives } = (input ?? {}) as Record<string, unknown>
    if ([set, objectives].some((part) => typeof part === 'object' && part !== null && Object.keys(part).length > 0)) {
      return []
    }
    return [
      {
        path: `sabotages[${index}]`,
        found: show(input),
        message: 'changes nothing',
        remedy: 'Give the settings (set) or the objectives with which the drill must turn red',
      },
    ]
  })
}
