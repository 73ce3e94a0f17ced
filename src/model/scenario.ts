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
  readonly objectives: ObjectivesInput & { readonly in?: Readonly<Record<string, ObjectivesInput>> }
  readonly load?: K6Load
  readonly faults: readonly Fault[]
  /** How recovery happens. `automatic`: the system recovers by itself. */
  readonly recovery: 'automatic'
}
