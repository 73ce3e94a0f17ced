import { receiveConfig, reportLine, reportReady } from '../process/child-side.ts'
import type { ManagerConfig } from './config.ts'
import { FailoverManager } from './failover-manager.ts'

/** The process `lab-manager`. Tells its events on standard output, one a line. */
export async function runManager(): Promise<void> {
  const manager = new FailoverManager(await receiveConfig<ManagerConfig>(), reportLine)
  await manager.waitUntilRedundant()
  reportReady({})
  await manager.run()
}
