import { listenOnLoopback } from '../process/listen.ts'
import { receiveConfig, reportReady } from '../process/child-side.ts'
import { type BalancerSettings, LoadBalancer } from './balancer.ts'

/** The process `lab-balancer`. */
export async function runBalancer(): Promise<void> {
  const balancer = new LoadBalancer(await receiveConfig<BalancerSettings>())
  const port = await listenOnLoopback(balancer.server)
  await balancer.startHealthChecks()
  reportReady({ http: port })
}
