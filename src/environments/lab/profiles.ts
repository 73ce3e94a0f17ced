/** How long the lab's control plane takes for its steps: the part of a recovery time that is a parameter, not a measurement. */
export interface ProfileTimings {
  readonly detectionIntervalMs: number
  /** Failed probes in a row. */
  readonly detectionThreshold: number
  readonly promotionDelayMs: number
  readonly propagationMs: number
  readonly rebuildDelayMs: number
  readonly healthIntervalMs: number
  /** Failed checks in a row. */
  readonly healthThreshold: number
  readonly fenceTimeoutMs: number
  readonly graceMs: number
  readonly dnsTtlMs: number
  readonly regionHealthIntervalMs: number
  /** Failed checks in a row. */
  readonly regionHealthThreshold: number
  /** 0: a region that is cut off goes on. */
  readonly isolationTimeoutMs: number
  /** With an archive. */
  readonly backupEveryMs: number
}

/**
 * `fast`: what the machine can do, for tests and for learning.
 *
 * `realistic`: published figures of managed services, so that a lab drill takes as long as the real one would.
 * Amazon RDS documents 60 to 120 s as typical for a Multi-AZ failover; detection, promotion and propagation here add up
 * to the lower end of it: 3 × 10 s (interval and threshold of fast Route 53 health checks), 25 s, and 5 s, which is the
 * record TTL that RDS endpoints carry. Application Load Balancers check every 30 s and give up a target after 2 failures, and
 * Auto Scaling replaces an instance as soon as they have: 60 s. Route 53's fast health checks ask every 10 s and give up
 * after 3 failures; 60 s is the TTL that its documentation advises for records that fail over. RDS takes a snapshot a day.
 */
export const PROFILES: Readonly<Record<'fast' | 'realistic', ProfileTimings>> = {
  fast: {
    detectionIntervalMs: 200,
    detectionThreshold: 3,
    promotionDelayMs: 0,
    propagationMs: 0,
    rebuildDelayMs: 500,
    healthIntervalMs: 200,
    healthThreshold: 3,
    fenceTimeoutMs: 1_000,
    graceMs: 1_000,
    dnsTtlMs: 1_000,
    regionHealthIntervalMs: 500,
    regionHealthThreshold: 3,
    isolationTimeoutMs: 600,
    backupEveryMs: 3_000,
  },
  realistic: {
    detectionIntervalMs: 10_000,
    detectionThreshold: 3,
    promotionDelayMs: 25_000,
    propagationMs: 5_000,
    rebuildDelayMs: 60_000,
    healthIntervalMs: 30_000,
    healthThreshold: 2,
    fenceTimeoutMs: 10_000,
    graceMs: 60_000,
    dnsTtlMs: 60_000,
    regionHealthIntervalMs: 10_000,
    regionHealthThreshold: 3,
    isolationTimeoutMs: 10_000,
    backupEveryMs: 86_400_000,
  },
}
