/** How late an event loop ran at worst in a stretch of about a second. Nanoseconds. */
export interface LoopDelay {
  readonly atNs: number
  readonly maxNs: number
}

/** What the harness saw of its machine, about once a second. It explains a measurement and never decides one. */
export interface NoiseSample {
  /** Nanoseconds since the start of the drill. */
  readonly atNs: number
  /** `Date.now()` at the same moment: a difference in the progress of both clocks is a step of this one. */
  readonly wallMs: number
  /** Longest delay of the harness's own event loop since the last sample, nanoseconds. */
  readonly loopDelayNs: number
  /** Share of the time since the last sample in which some task waited for a processor, 0..1; null where it is not told. */
  readonly cpuPressure: number | null
  /** Tasks that run or want to, for each processor, as a mean over the last minute. */
  readonly loadPerCpu: number
}
