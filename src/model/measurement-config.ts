/** What "good" and "recovered" mean in a drill. Fixed before the drill, the same for all runs of a scenario. */
export interface MeasurementConfig {
  /** τ: a probe is good if it is ok and took no longer, in milliseconds. */
  readonly goodWithinMs: number
  /** θ: the share of good probes from which the service counts as up, 0..1. */
  readonly availability: number
  /** W: how many probes the share is taken over. */
  readonly windowProbes: number
  /** h: for how long the service must stay up to have recovered, in milliseconds. */
  readonly holdDownMs: number
  /** m: so many bad probes in a row are an episode. */
  readonly episodeProbes: number
  /** Not recovered so long after the fault: the drill gives up, in milliseconds. */
  readonly giveUpMs: number
  /** The share of the planned load that must have been started, 0..1. */
  readonly loadFloor: number
  /** How often the service may fail again after the first recovery. */
  readonly relapseBudget: number
}
