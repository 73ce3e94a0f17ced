import { z } from 'zod'
import { count, interval, reason, verdict } from './schema-parts.ts'

const objective = z.object({
  name: z.enum(['rto', 'rpo']),
  target: z.number(),
  unit: z.enum(['ms', 's']),
  actual: interval,
  verdict,
  reasons: z.array(reason),
  judgedOn: z
    .enum(['writes', 'time', 'downtime'])
    .exactOptional()
    .describe(
      'For rpo: an objective of 0 s is judged on lost writes. For rto: downtime where the moment of the fault is unknown',
    ),
  advice: z.string().exactOptional().describe('What to change so that the next run can conclude'),
})

const writes = z.object({
  attempted: z.int(),
  acknowledged: z.int(),
  failed: z.int(),
  indeterminate: z.int(),
  lost: count,
  lostPessimistic: count,
  indeterminateSurvived: count,
  indeterminateVanished: count,
  holes: count,
  seenThenLost: count,
  phantoms: count,
  abortedButApplied: count,
  duplicates: count,
  lostIds: z.array(z.object({ writer: z.string(), seq: z.int() })),
  truncated: z.boolean().describe('There are more lost writes than lostIds lists'),
})

const measurements = z.object({
  fault: interval.describe('When the fault that starts the clock happened'),
  onset: interval.describe('When the outage began'),
  recovery: interval.describe('When the service had stably recovered'),
  firstRecovery: interval,
  rtaMs: interval.describe('Recovery time actual: from the fault to recovery'),
  downtimeMs: interval.describe('From the onset to recovery'),
  rpaSeconds: interval.describe('Recovery point actual'),
  writes,
  staleReads: interval,
  serviceTimeMs: z.number().nullable().describe('While up, the service answers within this'),
  width: z
    .array(z.object({ term: z.string(), ms: z.number() }))
    .describe('What makes rtaMs as wide as it is, widest first'),
  judgedStream: z.string().nullable(),
  flaps: z.int(),
  noOutageLongerThanMs: z.number().nullable().describe('No probe was bad: no outage was longer than this'),
})

const episode = z.object({
  stream: z.string(),
  onset: interval,
  recovery: interval,
  badProbes: z.int(),
  kind: z.enum(['bad-run', 'below-level']),
})

const stream = z.object({
  id: z.string(),
  source: z.enum(['probe', 'k6']),
  judged: z.boolean(),
  onset: interval,
  recovery: interval,
  rtaMs: interval,
  downtimeMs: interval,
  operations: z.int(),
  bad: z.int(),
  baselineBadShare: z.number().nullable(),
  baselineOperations: z.int(),
  baselineP99Ms: z.number().nullable(),
  sendLagMaxMs: z.number().nullable(),
  sendLagP999Ms: z.number().nullable(),
  belowMs: z
    .object({ p50: z.number(), p90: z.number(), p99: z.number() })
    .describe('Time below 50, 90, 99 % of good probes'),
  unavailabilityMs: interval,
})

/** The part of the report that is the judgement, field by field. */
export const judgementShape = {
  verdict,
  reasons: z.array(reason).describe('Empty only on pass'),
  objectives: z.array(objective),
  measurements,
  episodes: z.array(episode),
  streams: z.array(stream),
  validity: z.array(
    z.object({ name: z.string(), holds: z.boolean(), text: z.string(), reason: reason.exactOptional() }),
  ),
  assumptions: z.array(z.string()).describe('What the intervals rest on'),
}
