/**
 * The zero of a drill's clock. Every process of a drill reads the same monotonic clock of the machine
 * (`process.hrtime.bigint()`), so that no clocks have to be synchronised; an instant is that clock minus
 * `monotonicNs`, in nanoseconds. The wall clock is kept beside it for display, and to map k6's milliseconds.
 */
export interface ClockOrigin {
  /** `process.hrtime.bigint()` at the start of the drill, as decimal text (JSON has no 64-bit integers). */
  readonly monotonicNs: string
  /** `Date.now()` taken at the same moment, in milliseconds since 1970. */
  readonly wallMs: number
  /** Identifies the boot of the machine: a monotonic clock means nothing in another one. */
  readonly bootId: string
}

/** A second reading of both clocks, later in the drill: a difference in their progress is a wall-clock step. */
export interface ClockPair {
  readonly monotonicNs: number
  readonly wallMs: number
}
