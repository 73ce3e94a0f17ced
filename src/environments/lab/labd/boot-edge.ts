import type { BalancerConfig } from '../balancer/run.ts'
import type { Target } from '../balancer/health.ts'
import type { LabSettings } from '../settings.ts'

/** The load balancer is more patient than its clients (1 s), as managed ones are: a client of a silent target times out. */
const UPSTREAM_TIMEOUT_MS = 2_000

/** A load balancer in front of these targets. */
export function balancerConfig(
  controlSocket: string,
  targets: readonly Target[],
  settings: LabSettings,
): BalancerConfig {
  return {
    controlSocket,
    targets,
    health: {
      intervalMs: settings.healthIntervalMs,
      timeoutMs: Math.min(settings.healthIntervalMs, 5_000),
      unhealthyAfter: settings.healthThreshold,
      healthyAfter: settings.healthThreshold,
    },
    upstreamTimeoutMs: UPSTREAM_TIMEOUT_MS,
  }
}
