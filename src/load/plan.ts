import { basename } from 'node:path'
import type { WriteStatuses } from './classification.ts'

/** What the harness asks of the load. */
export interface K6PlanInput {
  /** Absolute path of the k6 script. */
  readonly script: string
  /** Iterations started a second, whether or not earlier ones have ended; one write each. */
  readonly rate: number
  /** Timeout of one request, in milliseconds. */
  readonly timeoutMs: number
  /** The longest that the drill may take, up to giving up, in milliseconds. A finished drill ends k6 earlier. */
  readonly maxDurationMs: number
  /** Where the requests go, without a slash at the end. */
  readonly url: string
  /** Sets the writes of this run apart from those of any other run against the same environment. */
  readonly runId: string
  /** More environment variables for the script. */
  readonly env?: Readonly<Record<string, string>>
  /** Names of variables of our own environment that the script gets; their values stand in no file and no command line. */
  readonly passEnv?: readonly string[]
  /**
   * Whether the script writes intents and outcomes by Blackstart's module. One that does not still witnesses whether
   * the service was there: its requests become operations without a name. @default true
   */
  readonly ledger?: boolean
  /** What the service under test says by a status. @default as the order service does */
  readonly statuses?: WriteStatuses
}

/** One run of k6, decided: plain JSON, kept in the record. */
export interface K6Plan extends K6PlanInput {
  /** The k6 scenario, named after the script. */
  readonly scenario: string
  /** Name under which the script writes; sequence numbers are dense for it. */
  readonly writer: string
  /** Virtual users, all made before the start. */
  readonly virtualUsers: number
  readonly gracefulStopMs: number
}

/** What a write takes while the service is well, at most, in milliseconds: the probes' own bound for "good". */
const NORMAL_TIME_MS = 250
/** Spare virtual users, in percent: iterations that start while others are being finished. */
const SPARE_PERCENT = 10
/** How much longer than its timeout a request may hold its iteration, in milliseconds. */
const GRACE_MS = 1_000
/** k6 takes no shorter duration, in milliseconds. */
const SHORTEST_DURATION_MS = 1_000
/** k6 takes whole numbers of iterations only; a fractional rate is counted over so many seconds. */
const FRACTION_SECONDS = 1_000

/**
 * Decides a run of k6.
 *
 * @throws RangeError naming every field that cannot be
 */
export function planK6(input: K6PlanInput): K6Plan {
  refuseImpossible(input)
  const scenario = scenarioOf(input.script)
  return {
    ...input,
    scenario,
    writer: loadWriter(input.script, input.runId),
    // In an outage every iteration holds its virtual user until the timeout. A slot that finds none free is dropped,
    // and the load would be blind in the very outage that it is there to see.
    virtualUsers: Math.ceil((input.rate * (input.timeoutMs + NORMAL_TIME_MS) * (100 + SPARE_PERCENT)) / 100_000),
    gracefulStopMs: input.timeoutMs + GRACE_MS,
  }
}

/** The name under which a script writes in a run. */
export function loadWriter(script: string, runId: string): string {
  return `k6-${scenarioOf(script)}-${runId}`
}

function scenarioOf(script: string): string {
  return basename(script)
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[^\w-]/g, '-')
}

/** The options file for `k6 -c`. Other options (bodies, tags, headers) are the script's own. */
export function k6Options(plan: K6Plan): object {
  const whole = Number.isInteger(plan.rate)
  return {
    scenarios: {
      [plan.scenario]: {
        executor: 'constant-arrival-rate',
        rate: whole ? plan.rate : Math.round(plan.rate * FRACTION_SECONDS),
        timeUnit: whole ? '1s' : `${FRACTION_SECONDS}s`,
        duration: `${plan.maxDurationMs}ms`,
        preAllocatedVUs: plan.virtualUsers,
        maxVUs: plan.virtualUsers,
        gracefulStop: `${plan.gracefulStopMs}ms`,
      },
    },
    // k6 keeps names for five minutes by default, which hides every failover by DNS.
    dns: { ttl: '0', select: 'roundRobin', policy: 'preferIPv4' },
  }
}

/** Environment variables that the script reads as `__ENV`. */
export function scriptEnvironment(plan: K6Plan): Readonly<Record<string, string>> {
  return { ...plan.env, BASE: plan.url, WRITER: plan.writer, TIMEOUT_MS: String(plan.timeoutMs) }
}

function refuseImpossible(input: K6PlanInput): void {
  const findings = (['rate', 'timeoutMs'] as const)
    .filter((field) => !(Number.isFinite(input[field]) && input[field] > 0))
    .map((field) => `${field} is ${input[field]}: give a number above 0`)
  if (!(Number.isFinite(input.maxDurationMs) && input.maxDurationMs >= SHORTEST_DURATION_MS)) {
    findings.push(`maxDurationMs is ${input.maxDurationMs}: give ${SHORTEST_DURATION_MS} or more`)
  }
  if (!/^[\w-]+$/.test(input.runId)) findings.push(`runId is '${input.runId}': use letters, digits, - and _ only`)
  if (findings.length > 0) throw new RangeError(`the load cannot be planned: ${findings.join('; ')}`)
}
