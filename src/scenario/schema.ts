import { z } from 'zod'
import type { Scenario } from '../model/scenario.ts'
import { unknownKeys } from './environment-keys.ts'
import { closed, duration, field, findingsOf, number, oneOf, text } from './fields.ts'
import { show, type Checked, type Finding } from './findings.ts'

const OBJECTIVES = {
  rto: duration(1).exactOptional(),
  rpo: duration().exactOptional(),
}

const timing = {
  at: duration().exactOptional(),
  startsClock: field<boolean>(
    (value) => typeof value === 'boolean',
    'must be true or false',
    'Write true on the one fault from which recovery time is counted',
  ).exactOptional(),
}

const databaseKill = closed('database.kill', {
  kind: z.literal('database.kill'),
  role: oneOf(['primary', 'standby']),
  ...timing,
})

const replicationHold = closed('replication.hold', {
  kind: z.literal('replication.hold'),
  lead: duration(),
  at: timing.at,
  startsClock: field<false>(
    (value) => value === false,
    'must not be true: a held link is no outage, so recovery time cannot be counted from it',
    'Leave it out, and let the fault that follows start the clock',
  ).exactOptional(),
})

const faultSchema = z.discriminatedUnion('kind', [databaseKill, replicationHold], {
  error: 'Use a builder: fault.database.kill({ role }) or fault.replication.hold({ lead })',
})

const scenarioSchema = closed('a scenario', {
  title: text('Say in a few words what happens'),
  hypothesis: text('Say in a sentence what you believe will happen; it must be able to turn out false'),
  objectives: closed('objectives', {
    ...OBJECTIVES,
    in: z
      .record(z.string(), closed('objectives', OBJECTIVES), { error: 'Write an object by environment' })
      .exactOptional(),
  }),
  load: closed('a k6 load', {
    kind: z.literal('k6', { error: "Use k6('load/orders.ts', { rate: 200 })" }),
    script: text("Give the path of the k6 script, relative to the scenario's folder"),
    rate: number(0.1, 100_000, 'Give the iterations to start in a second, for example 200'),
    timeout: duration(1).exactOptional(),
  }).exactOptional(),
  faults: z
    .array(faultSchema, { error: 'Write a list: [fault.database.kill({ role: ... })]' })
    .min(1, { error: 'Add at least one fault: a drill without one measures nothing' }),
  recovery: oneOf(['automatic']),
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
  return { value: parsed.data }
}

/** Rules between fields. They look at the raw input, so that they speak even where a single field is wrong too. */
function relations(input: object): Finding[] {
  const { objectives, faults } = input as { objectives?: unknown; faults?: unknown }
  const byEnvironment = record(objectives)?.['in']
  return [
    ...missingObjective(objectives),
    ...unknownKeys(byEnvironment, ['objectives', 'in']),
    ...(Array.isArray(faults) ? clockFindings(faults) : []),
  ]
}

function missingObjective(objectives: unknown): Finding[] {
  const base = record(objectives)
  if (base === undefined) return []
  const layers = [base, ...Object.values(record(base['in']) ?? {}).map(record)]
  if (layers.some((layer) => layer?.['rto'] !== undefined || layer?.['rpo'] !== undefined)) return []
  return [
    {
      path: 'objectives',
      found: show(objectives),
      message: 'promises nothing',
      remedy: "State rto, rpo or both, for example { rto: '5s', rpo: '0s' }",
    },
  ]
}

function clockFindings(faults: readonly unknown[]): Finding[] {
  const starters = faults.flatMap((fault, index) => (record(fault)?.['startsClock'] === true ? [index] : []))
  const onlyHolds = faults.length > 0 && faults.every((fault) => record(fault)?.['kind'] === 'replication.hold')
  const findings: Finding[] = starters.slice(1).map((index) => ({
    path: `faults[${index}].startsClock`,
    found: 'true',
    message: `recovery time is already counted from faults[${starters[0]}]`,
    remedy: 'Let one fault start the clock',
  }))
  if (onlyHolds) {
    findings.push({
      path: 'faults',
      found: "only 'replication.hold'",
      message: 'has no fault that starts the clock',
      remedy: 'Add the fault whose recovery is measured, for example fault.database.kill',
    })
  }
  return findings
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}
