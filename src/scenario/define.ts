import type { DnsFailover, FisExperiment, ReplicationPause } from '../model/cloud-fault.ts'
import type { Duration } from '../model/duration.ts'
import type {
  CommandFault,
  DataDrop,
  DatabaseFailover,
  DatabaseFreeze,
  DatabaseKill,
  Fault,
  InstanceFreeze,
  InstanceTerminate,
  ManualFault,
  RegionIsolate,
  ReplicationHold,
  StandbyLose,
  ZoneIsolate,
  ZoneLose,
} from '../model/fault.ts'
import type {
  DiskFull,
  InstanceLimit,
  InstanceRestart,
  InstanceStop,
  NetworkBandwidth,
  NetworkCut,
  NetworkLatency,
  NetworkLoss,
} from '../model/part-fault.ts'
import type { K6Load, RunbookRecovery, Scenario } from '../model/scenario.ts'
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
  /** Names of environment variables that the script gets, for example a token's. Values are written nowhere. */
  readonly env?: readonly string[]
}

/**
 * Load by k6.
 *
 * @param script - path of the k6 script, relative to the scenario file's folder
 */
export function k6(script: string, options: K6Options): K6Load {
  return { kind: 'k6', script, ...options }
}

/**
 * Recovery by the steps of a runbook.
 *
 * @param file - path of the runbook, relative to the folder that holds `scenarios/`
 */
export function runbook(file: string, options: Omit<RunbookRecovery, 'kind' | 'file'>): RunbookRecovery {
  return { kind: 'runbook', file, ...options }
}

/** What a builder takes: everything but the kind. */
type Options<F extends Fault> = F extends Fault ? Omit<F, 'kind'> : never

/** Builds faults, grouped by what they break. */
export const fault = {
  database: {
    /** The process of the database in this role dies at once, as if it had been killed. */
    kill: (options: Options<DatabaseKill>): DatabaseKill => ({ kind: 'database.kill', ...options }),
    /** The database in this role answers nothing any more; its connections stay open. */
    freeze: (options: Options<DatabaseFreeze>): DatabaseFreeze => ({ kind: 'database.freeze', ...options }),
    /** The control plane is asked for a switchover. Detection is not exercised by it. */
    failover: (options: Options<DatabaseFailover> = {}): DatabaseFailover => ({
      kind: 'database.failover',
      ...options,
    }),
  },
  data: {
    /** The customers' table is dropped by a statement like any other; only a restore brings it back. */
    drop: (options: Options<DataDrop> = {}): DataDrop => ({ kind: 'data.drop', ...options }),
  },
  standby: {
    /** The standby is lost together with its data. */
    lose: (options: Options<StandbyLose> = {}): StandbyLose => ({ kind: 'standby.lose', ...options }),
  },
  instance: {
    /** Instances with this role are terminated at once. */
    terminate: (options: Options<InstanceTerminate>): InstanceTerminate => ({ kind: 'instance.terminate', ...options }),
    /** Instances with this role answer nothing any more; their connections stay open. */
    freeze: (options: Options<InstanceFreeze>): InstanceFreeze => ({ kind: 'instance.freeze', ...options }),
    /** Parts with this role are shut down in order, and nothing starts them again until the fault ends. */
    stop: (options: Options<InstanceStop>): InstanceStop => ({ kind: 'instance.stop', ...options }),
    /** Parts with this role are shut down in order and started again. */
    restart: (options: Options<InstanceRestart>): InstanceRestart => ({ kind: 'instance.restart', ...options }),
    /** Parts with this role get less of the machine: `cpus`, `memoryMb`. */
    limit: (options: Options<InstanceLimit>): InstanceLimit => ({ kind: 'instance.limit', ...options }),
  },
  network: {
    /** Packets of a part vanish, in one direction or both, all or those of one peer. */
    cut: (options: Options<NetworkCut>): NetworkCut => ({ kind: 'network.cut', ...options }),
    /** Some of the packets of a part vanish. */
    loss: (options: Options<NetworkLoss>): NetworkLoss => ({ kind: 'network.loss', ...options }),
    /** Whatever a part sends is late. */
    latency: (options: Options<NetworkLatency>): NetworkLatency => ({ kind: 'network.latency', ...options }),
    /** What a part sends is held to a rate. */
    bandwidth: (options: Options<NetworkBandwidth>): NetworkBandwidth => ({ kind: 'network.bandwidth', ...options }),
  },
  disk: {
    /** The volumes of a part that are bounded in size are full. */
    full: (options: Options<DiskFull>): DiskFull => ({ kind: 'disk.full', ...options }),
  },
  zone: {
    /** A whole zone goes silent and dies: `{ of: 'primary' }`, `{ of: 'standby' }` or `{ zone: 'a' }`. */
    lose: (options: Options<ZoneLose>): ZoneLose => ({ kind: 'zone.lose', ...options }),
    /** A whole zone is cut off, silently, and lives on. */
    isolate: (options: Options<ZoneIsolate>): ZoneIsolate => ({ kind: 'zone.isolate', ...options }),
  },
  region: {
    /** A whole region is cut off, silently, and lives on. */
    isolate: (options: Options<RegionIsolate>): RegionIsolate => ({ kind: 'region.isolate', ...options }),
  },
  replication: {
    /** Holds the replication link from `lead` before the first other fault, so that an asynchronous standby really loses data. */
    hold: (options: Options<ReplicationHold>): ReplicationHold => ({ kind: 'replication.hold', ...options }),
    /** Cuts a global table of DynamoDB off from its replicas, by AWS FIS. */
    pause: (options: Options<ReplicationPause>): ReplicationPause => ({ kind: 'replication.pause', ...options }),
  },
  dns: {
    /** The DNS is made to fail over by a health check that is turned around. Nothing is broken by it. */
    failover: (options: Options<DnsFailover>): DnsFailover => ({ kind: 'dns.failover', ...options }),
  },
  /** An experiment of one's own in AWS FIS. */
  fis: (options: Options<FisExperiment>): FisExperiment => ({ kind: 'fis', ...options }),
  /** A fault of one's own, by shell commands. */
  command: (options: Options<CommandFault>): CommandFault => ({ kind: 'command', ...options }),
  /** A fault that a person causes. */
  manual: (options: Options<ManualFault>): ManualFault => ({ kind: 'manual', ...options }),
} as const
