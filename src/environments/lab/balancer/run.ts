import { listenOnLoopback } from '../process/listen.ts'
import { receiveConfig, reportReady } from '../process/child-side.ts'
import { serve } from '../../../system/rpc.ts'
import { type BalancerSettings, LoadBalancer, balancerHandlers } from './balancer.ts'

export interface BalancerConfig extends BalancerSettings {
  /** Unix socket on which {@link balancerHandlers} are served. */
  readonly controlSocket: string
}

/** The process `lab-balancer`. */
export async function runBalancer(): Promise<void> {
  const config = await receiveConfig<BalancerConfig>()
  const balancer = new LoadBalancer(config)
  const port = await listenOnLoopback(balancer.server)
  await balancer.startHealthChecks()
  await serve(config.controlSocket, balancerHandlers(balancer))
  reportReady({ http: port })
}
