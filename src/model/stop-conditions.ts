import type { Duration } from './duration.ts'

/** The phases in which limits can hold: those in which the service is watched all the time. */
export const WATCHED_PHASES = ['warm-up', 'steady-state', 'recover'] as const
export type WatchedPhase = (typeof WATCHED_PHASES)[number]

/** How bad it may become before the drill is stopped, as the judged streams see it. */
export interface StopLimit {
  readonly phases: readonly WatchedPhase[]
  /** Share of bad probes in a second, above 0 and below 1. */
  readonly errorRate?: number
  /** Median service time of the good probes of a second. */
  readonly latency?: Duration
  /** It must be worse for so long without a break. @default '2s' */
  readonly over?: Duration
}

/** When a drill is ended before its time: everything is undone at once, and the verdict is inconclusive. */
export interface StopConditions {
  /** The longest that the drill may take from its start until its faults are undone. */
  readonly longest?: Duration
  readonly limits?: readonly StopLimit[]
  /** A shell command, asked again and again from the steady state on: any exit code but 0, or no answer, stops the drill. */
  readonly while?: { readonly command: string; readonly every?: Duration; readonly timeout?: Duration }
}
