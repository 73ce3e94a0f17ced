import { z } from 'zod'
import { RUNGS } from '../model/operation.ts'
import { OBJECTIVE_NAMES } from '../model/verdict.ts'
import { count, interval, reason, verdict } from './schema-parts.ts'

const objective = z.object({
  name: z.enum(OBJECTIVE_NAMES),
  target: z.number(),
  unit: z.enum(['ms', 's', 'share']).describe('share: 0..1, a floor; the others are ceilings'),
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
  corrupt: count.describe('Answers that named a write which nobody had attempted'),
  zombies: count.describe('Acknowledged by a deposed primary: at least so many'),
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
  lossWindowSeconds: interval.describe('Of what was lost: from the recovery point to the cut-over to another system'),
  writes,
  staleReads: interval.describe('How many reads were stale: surely, and possibly'),
  stalenessMs: interval.describe('How old the value of the worst of them was'),
  creditedMs: z.number().describe('Time of people that is credited in the judged recovery time, and was not measured'),
  timeToDetectMs: interval.describe('From the fault until the system itself knew'),
  timeToSteadyStateMs: interval.describe('From the fault until every stream was back in the range of its baseline'),
  timeToRedundancyMs: interval.describe('From the fault until a standby streamed again'),
  latencyP99Ms: interval.describe('p99 of the service time after recovery, on the slowest judged stream'),
  availability: interval.describe('Share of good probes from the fault on, on the worst judged stream'),
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
  kind: z.enum(['bad-run', 'below-level', 'not-sent']),
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

const leg = z
  .object({
    leg: z.enum(['detect', 'decide', 'fail over', 'route', 'warm', 'unattributed']),
    ms: z.number(),
    source: z.enum(['ladder', 'control-plane', 'probes']).nullable().describe('Who saw its end'),
  })
  .describe('Where the recovery time went; the legs add up to the upper end of rtaMs')

const rung = z
  .object({
    rung: z.enum(RUNGS),
    stream: z.string(),
    path: z.string(),
    failed: z.boolean(),
    onset: interval,
    recovery: interval,
  })
  .describe('What a client must get past to be served, and when it could again')

const witness = z
  .object({
    of: z.enum(['replica', 'restore']).describe('replica: would take over; restore: the newest moment of a restore'),
    source: z.string(),
    component: z.string(),
    seconds: interval.describe('How far behind, by the last sample that was over before the fault'),
    atLossSeconds: interval.describe('What would have been lost at the fault by it'),
    ageSeconds: z
      .number()
      .nullable()
      .describe('How long before the fault its sample began: it can say nothing more exactly'),
    agrees: z.boolean().nullable().describe('Whether rpaSeconds meets it; null where the two are not comparable'),
  })
  .describe('What others say of the data that the fault would cost: it never decides')

const share = z.object({ mean: z.number(), max: z.number() }).nullable()

const noise = z
  .object({
    cpuPressure: share.describe('Share of the time in which some task waited for a processor'),
    loadPerCpu: share.describe('Tasks that ran or wanted to, for each processor'),
    proberLoopDelayMaxMs: z.number().nullable(),
    harnessLoopDelayMaxMs: z.number().nullable(),
    sendLagMaxMs: z.number().nullable(),
    blindWindows: z.int(),
    blindMs: z.number(),
    longestBlindMs: z.number(),
    wallClockSteps: z.array(z.object({ at: interval, ms: z.number() })),
  })
  .describe('How quiet the machine was: it explains, and never decides')

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
  expected: z.array(reason).describe('Failures that the scenario expects by name; they do not decide'),
  legs: z.array(leg),
  ladder: z.array(rung),
  witnesses: z.array(witness).exactOptional().describe('Left out where nobody says anything'),
  noise,
  assumptions: z.array(z.string()).describe('What the intervals rest on'),
}
