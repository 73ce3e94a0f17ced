import { z } from 'zod'
import { windowNeeded } from '../measure/wilson.ts'
import { LAB_PROFILES } from '../model/scenario.ts'
import type { BlackstartConfig, MeasurementSettings } from './config-types.ts'
import { canaryFindings } from './canary-findings.ts'
import { canarySchema } from './canary-schema.ts'
import { awsSchema } from './aws-schema.ts'
import { unknownKeys } from './environment-keys.ts'
import { guardSchema } from './guard-schema.ts'
import { closed, duration, field, findingsOf, number, oneOf, pathText, text, variableNames } from './fields.ts'
import { show, type Checked, type Finding } from './findings.ts'

const COUNT = Number.MAX_SAFE_INTEGER

const settings = {
  goodWithin: duration(1).exactOptional(),
  availability: number(0.5, 0.9999, 'Give the share of good probes, for example 0.99').exactOptional(),
  windowProbes: number(1, COUNT, 'Give a count of probes, for example 500', true).exactOptional(),
  holdDown: duration(1).exactOptional(),
  episodeProbes: number(1, COUNT, 'Give a count of probes, for example 3', true).exactOptional(),
  giveUp: duration(1).exactOptional(),
  loadFloor: number(0, 1, 'Give a share, for example 0.95').exactOptional(),
  relapseBudget: number(0, COUNT, 'Give a count, for example 0', true).exactOptional(),
}

/** What could be given with `--set`. */
const given = z.record(z.string(), text("Write the value as text, as in --set: '128'"), {
  error: 'Write an object of texts',
})

const composeFiles = field<string | readonly string[]>(
  (value) => {
    const files: readonly unknown[] = Array.isArray(value) ? value : [value]
    return files.length > 0 && files.every((file) => typeof file === 'string' && file.trim() !== '')
  },
  'must be the path of a compose file, or a list of them',
  "Write for example 'compose.yaml', or ['compose.yaml', 'compose.blackstart.yaml']",
)

const configSchema = closed('the configuration', {
  measurement: closed('measurement', {
    ...settings,
    in: z
      .record(z.string(), closed('measurement', settings), { error: 'Write an object by environment' })
      .exactOptional(),
  }).exactOptional(),
  warmUp: closed('warmUp', {
    window: duration(1).exactOptional(),
    agreeWithin: number(0.01, 10, 'Give a share, for example 0.5').exactOptional(),
    atMost: duration(1).exactOptional(),
  }).exactOptional(),
  canary: canarySchema.exactOptional(),
  secrets: variableNames.exactOptional(),
  runbooks: closed('runbooks', {
    alertRules: z
      .array(text("Give the path of a rule file, for example 'alerts/orders.rules.yml'"), {
        error: 'Write an array of paths',
      })
      .exactOptional(),
  }).exactOptional(),
  reports: closed('reports', {
    folder: text("Give a folder, relative to the configuration file, for example 'reports'").exactOptional(),
    keep: number(1, COUNT, 'Give a count of records, for example 50', true).exactOptional(),
    keepFailed: number(0, COUNT, 'Give a count of records, for example 50', true).exactOptional(),
  }).exactOptional(),
  guards: z.record(z.string(), guardSchema, { error: 'Write an object by environment' }).exactOptional(),
  environments: closed('environments', {
    lab: closed('lab', {
      profile: oneOf(LAB_PROFILES).exactOptional(),
      settings: given.exactOptional(),
    }).exactOptional(),
    containers: closed('containers', {
      compose: composeFiles.exactOptional(),
      settings: given.exactOptional(),
    }).exactOptional(),
    aws: awsSchema.exactOptional(),
  }).exactOptional(),
})

/** Checks what a configuration file exports; returns the configuration, or every finding at once. */
export function checkConfig(input: unknown): Checked<BlackstartConfig> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      findings: [
        {
          path: '',
          found: show(input),
          message: 'the default export is not a configuration',
          remedy: "Write: export default defineConfig({ ... }), with defineConfig from 'blackstart'",
        },
      ],
    }
  }
  const parsed = configSchema.safeParse(input)
  const { measurement, guards } = input as { measurement?: { in?: unknown } | null; guards?: unknown }
  const findings = [
    ...(parsed.success ? [] : findingsOf(parsed.error, input)),
    ...unknownKeys(measurement?.in, ['measurement', 'in']),
    ...unknownKeys(guards, ['guards']),
    ...(parsed.success ? windowFindings(parsed.data.measurement) : []),
    ...(parsed.success ? canaryFindings(parsed.data.canary ?? {}) : []),
  ]
  if (findings.length > 0 || !parsed.success) return { findings }
  return { value: parsed.data }
}

/** A window that cannot prove its level even without one bad probe would make every drill inconclusive. */
function windowFindings(measurement: BlackstartConfig['measurement'] = {}): Finding[] {
  const { in: byEnvironment = {}, ...base } = measurement
  const layers: (readonly [readonly PropertyKey[], MeasurementSettings])[] = [
    [['measurement'], base],
    ...Object.entries(byEnvironment).map(
      ([key, layer]) => [['measurement', 'in', key], { ...base, ...layer }] as const,
    ),
  ]
  return layers.flatMap(([path, { availability, windowProbes }]) => {
    if (availability === undefined || windowProbes === undefined) return []
    const least = windowNeeded(availability, 0)
    if (windowProbes >= least) return []
    return [
      {
        path: pathText([...path, 'windowProbes']),
        found: String(windowProbes),
        message: `cannot prove an availability of ${availability}, even when every probe is good`,
        remedy: `Use at least ${least}, or a lower availability`,
      },
    ]
  })
}
