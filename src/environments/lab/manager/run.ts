import { serve } from '../../../system/rpc.ts'
import { receiveConfig, reportLine, reportReady } from '../process/child-side.ts'
import { managerHandlers } from './control.ts'
import type { ManagerConfig } from './config.ts'
import { FailoverManager } from './failover-manager.ts'

/** The process `lab-manager`. Tells its events on standard output, one a line. */
export async function runManager(): Promise<void> {
  const config = await receiveConfig<ManagerConfig>()
  const manager = new FailoverManager(config, reportLine)
  await manager.waitUntilRedundant()
  await serve(config.controlSocket, managerHandlers(manager))
  reportReady({})
  await manager.run()
}
