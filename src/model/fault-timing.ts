import type { Duration } from './duration.ts'

/** What every fault of a scenario may state. */
export interface FaultTiming {
  /** When to inject, counted from the start of the inject phase. @default '0s' */
  readonly at?: Duration
  /** Whether recovery time is counted from this fault. @default the first fault of the scenario */
  readonly startsClock?: boolean
}

/** A fault that may end by itself. */
export interface Lasting extends FaultTiming {
  /** For how long; then it is undone, also when nobody is left to do it. @default until the drill undoes it */
  readonly for?: Duration
}
