import type { Duration } from './duration.ts'
import type { Fault } from './fault.ts'

/** Load by k6: the script, and the open-model rate at which it starts iterations. */
export interface K6Load {
  readonly kind: 'k6'
  /** Path of the script, relative to the scenario file's folder. */
  readonly script: string
  /** Iterations started a second, whether or not earlier ones have ended. */
  readonly rate: number
  /** Timeout of one request. @default '1s' */
  readonly timeout?: Duration
}

/** The kinds of environment that a scenario can run in. */
export const ENVIRONMENT_NAMES = ['lab', 'containers', 'aws'] as const
export type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number]

/** The lab's sets of timings: `fast` for the inner loop, `realistic` with the cloud's published values. */
export const LAB_PROFILES = ['fast', 'realistic'] as const
export type LabProfile = (typeof LAB_PROFILES)[number]

/** An environment, or an environment and profile. The lab's profiles are known here; those of other environments belong to their users. */
export type EnvironmentKey = EnvironmentName | `lab:${LabProfile}` | `${Exclude<EnvironmentName, 'lab'>}:${string}`

/** The promises of a scenario as people write them. */
export interface ObjectivesInput {
  /** Recovery time objective: from the fault until the service is stably back, as its clients see it. */
  readonly rto?: Duration
  /** Recovery point objective. `'0s'` means that no acknowledged write may be lost. */
  readonly rpo?: Duration
}

/** A disaster and a promise, as data. */
export interface Scenario {
  readonly title: string
  /** What is believed to happen, in a sentence that can turn out false. */
  readonly hypothesis: string
  /** `in` holds what differs by environment (`lab`) or by environment and profile (`lab:realistic`). */
  readonly objectives: ObjectivesInput & {
    readonly in?: Readonly<Partial<Record<EnvironmentKey, ObjectivesInput>>>
  }
  readonly load?: K6Load
  readonly faults: readonly Fault[]
  /** How recovery happens. `automatic`: the system recovers by itself. */
  readonly recovery: 'automatic'
}
