import { z } from 'zod'
import { judgementShape } from './schema-judgement.ts'
import { interval } from './schema-parts.ts'
import { rehearsalShape } from './schema-rehearsal.ts'
import { runbookShape } from './schema-runbook.ts'

/** Raised when a field of the report changes its meaning or goes away; new fields do not raise it. */
export const REPORT_SCHEMA_VERSION = 1

const drill = z.object({
  id: z.string(),
  scenario: z.string().describe('Name of the scenario'),
  title: z.string(),
  hypothesis: z.string(),
  scenarioSha256: z.string().describe('SHA-256 of the scenario file'),
  environment: z.string(),
  profile: z.string().nullable().describe('Profile of the environment, for example realistic'),
  backend: z.string().nullable().describe('What really stood behind the environment; null when it never stood'),
  operator: z.string(),
  commit: z.string().nullable(),
  dirty: z.boolean().nullable().describe('Whether the work tree differed from the commit'),
  command: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
})

const fault = z.object({
  injectionId: z.int(),
  kind: z.string(),
  component: z.string(),
  startsClock: z.boolean().describe('Whether recovery time is counted from this injection'),
  reversal: z.string().describe('How our influence ends'),
  askedMs: z.number().nullable(),
  returnedMs: z.number().nullable(),
  proof: z.object({ holds: z.boolean(), text: z.string(), observedMs: z.number() }).nullable(),
  error: z.string().nullable(),
  undo: z
    .object({ undone: z.boolean(), text: z.string() })
    .nullable()
    .describe('null: the drill did not get to the undo'),
})

const observation = z
  .object({
    markedBy: z.enum(['command', 'key']).nullable().describe('null: the moment of the fault is unknown'),
    text: z.string(),
  })
  .describe('Somebody else broke the system, and Blackstart only watched: then there are no faults')

const event = z
  .object({ at: interval, kind: z.string(), component: z.string(), source: z.string(), text: z.string() })
  .describe('What the control plane of the system did; it attributes and never judges')

const latencies = z.array(z.number().nullable()).describe('By bucket; null where nothing was answered')

const timeline = z
  .object({
    stream: z.string(),
    fromMs: z.number(),
    bucketMs: z.number(),
    total: z.array(z.int()).describe('Operations by bucket of their planned time'),
    bad: z.array(z.int()).describe('Those of them that were not good'),
    latencyMs: z
      .object({ p50: latencies, p95: latencies, max: latencies })
      .exactOptional()
      .describe('From sending to the answer, of the operations that were answered correctly'),
  })
  .describe('How a stream fared over time, for drawing')

const component = z.object({
  id: z.string(),
  role: z.string(),
  zone: z.string().nullable(),
  region: z.string().exactOptional().describe('Of what stands in a region, and in none of its zones'),
  address: z.string(),
  state: z.string(),
})

const file = z.object({ path: z.string().describe('Relative to the record'), sha256: z.string(), bytes: z.int() })

/** `report.json`: the interface that dashboards and release gates read. Times are milliseconds since the drill's start. */
export const reportSchema = z
  .object({
    schemaVersion: z.literal(REPORT_SCHEMA_VERSION),
    drill,
    ...judgementShape,
    faults: z.array(fault),
    observation: observation.exactOptional(),
    runbook: runbookShape.exactOptional(),
    rehearsal: rehearsalShape.exactOptional(),
    verification: z
      .object({ passed: z.boolean(), text: z.string() })
      .exactOptional()
      .describe('What the code of the scenario (verify) found when the drill was over; analyze does not run it again'),
    events: z.array(event),
    timelines: z.array(timeline),
    environment: z.object({
      regions: z.array(z.object({ id: z.string(), zones: z.array(z.string()) })),
      components: z.array(component),
      facts: z.record(z.string(), z.string()).describe('Versions, parameters, file system: what a figure depends on'),
    }),
    versions: z.record(z.string(), z.string()).describe('Every version that mattered'),
    files: z.array(file).describe('The files of the record, apart from the reports themselves'),
    ci: z.object({ runUrl: z.string() }).exactOptional(),
  })
  .describe('The result of one drill')

export type Report = z.infer<typeof reportSchema>
