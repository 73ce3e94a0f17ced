import { LoadBalancer } from '../balancer/balancer.ts'
import { listen, onTermination, say } from './part.ts'
import { labSettings, placeOf, variables } from './variables.ts'

/** The load balancer is more patient than its clients (1 s), as managed ones are. */
const UPSTREAM_TIMEOUT_MS = 2_000

/** `stack-balancer`: the address that customers use. */
export async function runStackBalancer(): Promise<void> {
  const { TARGETS } = variables(['TARGETS'])
  const { healthIntervalMs, healthThreshold } = labSettings()
  const balancer = new LoadBalancer({
    targets: TARGETS.split(/\s+/).map((text) => ({ id: text, ...placeOf(text) })),
    health: {
      intervalMs: healthIntervalMs,
      timeoutMs: Math.min(healthIntervalMs, 5_000),
      unhealthyAfter: healthThreshold,
      healthyAfter: healthThreshold,
    },
    upstreamTimeoutMs: UPSTREAM_TIMEOUT_MS,
  })
  onTermination()
  await balancer.startHealthChecks()
  await listen(balancer.server)
  say('load-balancer', 'answers')
}
