import type { Duration } from '../model/duration.ts'
import type { AwsConfig } from './aws-types.ts'
import type { CanaryConfig } from './canary-types.ts'
import type { GuardSettings } from './guard-settings.ts'
import type { EnvironmentKey, LabProfile } from '../model/scenario.ts'

/** What "good" and "recovered" mean, as people write it. Symbols are those of the report's assumptions. */
export interface MeasurementSettings {
  /** τ: a probe is good if it is ok and took no longer. Must stay far below the probe's timeout. @default '250ms' */
  readonly goodWithin?: Duration
  /** θ: the share of good probes from which the service counts as up, above 0 and below 1. @default 0.99 (lab: 0.95) */
  readonly availability?: number
  /** W: how many probes the share is taken over. @default 500 (lab: 150) */
  readonly windowProbes?: number
  /** h: for how long the service must stay up to have recovered. @default '10s' (lab: '3s') */
  readonly holdDown?: Duration
  /** m: so many bad probes in a row are an episode. @default 3 */
  readonly episodeProbes?: number
  /** Not recovered so long after the fault: the drill gives up. @default three times the RTO, at least '15s' */
  readonly giveUp?: Duration
  /** The share of the planned load that must have been started, 0 to 1. @default 0.95 */
  readonly loadFloor?: number
  /** How often the service may fail again after the first recovery. @default 0 */
  readonly relapseBudget?: number
}

/** How long the load and the probes run before anything is measured. */
export interface WarmUpSettings {
  /** Two windows of this length in a row must agree. @default '2s' */
  readonly window?: Duration
  /** By how much the median service time of two windows may differ and still agree, as a share. @default 0.5 */
  readonly agreeWithin?: number
  /** Not steady so long after the start of the load: the drill ends inconclusive. @default '30s' */
  readonly atMost?: Duration
}

/** What belongs to a team and not to a disaster: the content of `blackstart.config.ts`. Every field is optional. */
export interface BlackstartConfig {
  /** What "good" means; `in` holds what differs by environment (`lab`) or by environment and profile (`lab:realistic`). */
  readonly measurement?: MeasurementSettings & {
    readonly in?: Readonly<Partial<Record<EnvironmentKey, MeasurementSettings>>>
  }
  readonly warmUp?: WarmUpSettings
  /** Names of environment variables whose values are removed from what people's own commands say. @default none */
  readonly secrets?: readonly string[]
  /** How canaries are written and read in a system of your own. */
  readonly canary?: CanaryConfig
  readonly runbooks?: {
    /** Rule files of Prometheus that hold the alerts of runbooks, relative to the configuration file. @default those that lie beside the runbook */
    readonly alertRules?: readonly string[]
  }
  readonly reports?: {
    /** Folder of the records, relative to the configuration file. @default 'reports' */
    readonly folder?: string
    /** Keep the records of so many latest drills. @default 50 */
    readonly keep?: number
    /** Keep so many latest records that did not pass, in addition. @default 50 */
    readonly keepFailed?: number
  }
  /** What must hold before a drill may start, by environment (`aws`) or by environment and profile (`aws:production`). */
  readonly guards?: Readonly<Partial<Record<EnvironmentKey, GuardSettings>>>
  readonly environments?: {
    readonly lab?: {
      /** @default 'fast' */
      readonly profile?: LabProfile
      /** What `--set key=value` would give, for every drill in the lab. */
      readonly settings?: Readonly<Record<string, string>>
    }
    readonly containers?: {
      /**
       * The compose file of your system, relative to the configuration file; several are laid over each other.
       * @default Blackstart's sample stack
       */
      readonly compose?: string | readonly string[]
      /** What `--set key=value` would give, for every drill in containers. */
      readonly settings?: Readonly<Record<string, string>>
    }
    readonly aws?: AwsConfig
  }
}
