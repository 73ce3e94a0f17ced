import { z } from 'zod'
import { EXPECTABLE, type Scenario } from '../model/scenario.ts'
import { unknownKeys } from './environment-keys.ts'
import { faultFindings, faultSchema } from './fault-schema.ts'
import { closed, duration, field, findingsOf, number, oneOf, text } from './fields.ts'
import { show, type Checked, type Finding } from './findings.ts'
import { OBJECTIVE_FIELDS, promisesAnything } from './objective-fields.ts'
import { stopFindings, stopSchema } from './stop-schema.ts'
import { sabotageFindings, sabotageSchema } from './sabotage-schema.ts'

const scenarioSchema = closed('a scenario', {
  title: text('Say in a few words what happens'),
  hypothesis: text('Say in a sentence what you believe will happen; it must be able to turn out false'),
  objectives: closed('objectives', {
    ...OBJECTIVE_FIELDS,
    in: z
      .record(z.string(), closed('objectives', OBJECTIVE_FIELDS), { error: 'Write an object by environment' })
      .exactOptional(),
  }),
  load: closed('a k6 load', {
    kind: z.literal('k6', { error: "Use k6('load/orders.ts', { rate: 200 })" }),
    script: text("Give the path of the k6 script, relative to the scenario's folder"),
    rate: number(0.1, 100_000, 'Give the iterations to start in a second, for example 200'),
    timeout: duration(1).exactOptional(),
    env: z
      .array(text("Give the name of a variable, for example 'SHOP_TOKEN'"), { error: 'Write a list of names' })
      .exactOptional(),
  }).exactOptional(),
  faults: z
    .array(faultSchema, { error: 'Write a list: [fault.database.kill({ role: ... })]' })
    .min(1, { error: 'Add at least one fault: a drill without one measures nothing' }),
  settings: z
    .record(
      z.string(),
      z.record(z.string(), text('Write the value as text'), { error: "Write settings: { replacement: 'off' }" }),
      { error: "Write an object by environment: { lab: { replacement: 'off' } }" },
    )
    .exactOptional(),
  recovery: z.union(
    [
      z.literal('automatic'),
      closed('a runbook', {
        kind: z.literal('runbook'),
        file: text("Give the path of the runbook, for example 'runbooks/db-failover.md'"),
        after: oneOf(['detection']),
        inputs: z
          .record(z.string(), text('Write the value as text'), { error: 'Write an object of texts' })
          .exactOptional(),
        people: oneOf(['credited', 'waited']).exactOptional(),
      }),
    ],
    { error: "Write 'automatic', or runbook('runbooks/db-failover.md', { after: 'detection' })" },
  ),
  course: z
    .array(text("Give the kind of a control-plane event, for example 'promoted'"), {
      error: "Write a list of kinds of control-plane events: ['primary-lost', 'promoted']",
    })
    .exactOptional(),
  sabotages: z
    .array(sabotageSchema, { error: 'Write a list of sabotages: [{ name, set, expect }]' })
    .min(1, { error: 'Add a sabotage, or leave the field out: without one nothing shows that the drill can fail' })
    .exactOptional(),
  stop: stopSchema.exactOptional(),
  verify: z
    .custom<NonNullable<Scenario['verify']>>((value) => typeof value === 'function', {
      error: 'Write a function: (drill) => expect(drill).to.recoverWithin(...)',
    })
    .exactOptional(),
  expects: z
    .array(oneOf(EXPECTABLE), { error: `Write a list of failures that are expected: ['${EXPECTABLE[0]}']` })
    .exactOptional(),
  mayHitLastHealthy: field<boolean>(
    (value) => typeof value === 'boolean',
    'must be true or false',
    'Write true when the drill is meant to take the last running component of a role away',
  ).exactOptional(),
})

/**
 * Checks what a scenario file exports; never starts anything.
 *
 * @returns the scenario, or every finding at once
 */
export function checkScenario(input: unknown): Checked<Scenario> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      findings: [
        {
          path: '',
          found: show(input),
          message: 'the default export is not a scenario',
          remedy: "Write: export default defineScenario({ ... }), with defineScenario from 'blackstart'",
        },
      ],
    }
  }
  const parsed = scenarioSchema.safeParse(input)
  const findings = [...(parsed.success ? [] : findingsOf(parsed.error, input)), ...relations(input)]
  if (findings.length > 0 || !parsed.success) return { findings }
  // The compiler cannot see that a zone is chosen in exactly one way: a rule between fields says so.
  return { value: parsed.data as Scenario }
}

/** Rules between fields. They look at the raw input, so that they speak even where a single field is wrong too. */
function relations(input: object): Finding[] {
  const { objectives, settings, faults, sabotages, stop } = input as Record<string, unknown>
  const byEnvironment = record(objectives)?.['in']
  return [
    ...missingObjective(objectives),
    ...unknownKeys(byEnvironment, ['objectives', 'in']),
    ...unknownKeys(settings, ['settings']),
    ...(Array.isArray(faults) ? faultFindings(faults) : []),
    ...sabotageFindings(sabotages),
    ...stopFindings(stop, objectives),
  ]
}

function missingObjective(objectives: unknown): Finding[] {
  const base = record(objectives)
  if (base === undefined) return []
  const layers = [base, ...Object.values(record(base['in']) ?? {}).map(record)]
  if (layers.some((layer) => layer !== undefined && promisesAnything(layer))) return []
  return [
    {
      path: 'objectives',
      found: show(objectives),
      message: 'promises nothing',
      remedy: "State rto, rpo or both, for example { rto: '5s', rpo: '0s' }",
    },
  ]
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}
