import type { Duration } from '../model/duration.ts'
import type { DatabaseKill, ReplicationHold } from '../model/fault.ts'
import type { K6Load, Scenario } from '../model/scenario.ts'
import type { BlackstartConfig } from './config-types.ts'

/**
 * States a scenario: a disaster and a promise, as data. Returns what it is given; it exists so that the compiler
 * checks the object against {@link Scenario}, and so that an unknown field does not compile.
 *
 * @example
 * ```ts
 * export default defineScenario({
 *   title: 'The primary database dies',
 *   hypothesis: 'The standby takes over; no acknowledged order is lost.',
 *   objectives: { rto: '2m', rpo: '0s', in: { lab: { rto: '5s' } } },
 *   load: k6('load/orders.ts', { rate: 200 }),
 *   faults: [fault.database.kill({ role: 'primary' })],
 *   recovery: 'automatic',
 * })
 * ```
 */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario
}

/** States the configuration of a team, in `blackstart.config.ts`. Returns what it is given, checked by the compiler. */
export function defineConfig(config: BlackstartConfig): BlackstartConfig {
  return config
}

/** The rate of a k6 load, and how long one request may take. */
export interface K6Options {
  /** Iterations started a second, whether or not earlier ones have ended (an open model). */
  readonly rate: number
  /** Timeout of one request. @default '1s' */
  readonly timeout?: Duration
}

/**
 * Load by k6.
 *
 * @param script - path of the k6 script, relative to the scenario file's folder
 */
export function k6(script: string, options: K6Options): K6Load {
  return { kind: 'k6', script, ...options }
}

/** Builds faults, grouped by what they break. */
export const fault = {
  database: {
    /** The process of the database in this role dies at once, as if it had been killed. */
    kill: (options: Omit<DatabaseKill, 'kind'>): DatabaseKill => ({ kind: 'database.kill', ...options }),
  },
  replication: {
    /** Holds the replication link from `lead` before the first other fault, so that an asynchronous standby really loses data. */
    hold: (options: Omit<ReplicationHold, 'kind'>): ReplicationHold => ({ kind: 'replication.hold', ...options }),
  },
} as const
