import { z } from 'zod'
import { serve } from '../../../system/rpc.ts'
import { receiveConfig, reportLine, reportReady } from '../process/child-side.ts'
import type { ManagerConfig } from './config.ts'
import { FailoverManager } from './failover-manager.ts'

/** The process `lab-manager`. Tells its events on standard output, one a line. */
export async function runManager(): Promise<void> {
  const config = await receiveConfig<ManagerConfig>()
  const manager = new FailoverManager(config, reportLine)
  await manager.waitUntilRedundant()
  await serve(config.controlSocket, {
    switchover: async () => manager.requestSwitchover(),
    fence: (params) => manager.fenceByHand(databaseIn(params)),
    rebuild: (params) => manager.rebuildByHand(databaseIn(params)),
    'stand-down': async () => manager.standDown(),
    lead: (params) => manager.leadByHand(databaseIn(params)),
  })
  reportReady({})
  await manager.run()
}

function databaseIn(params: unknown): string {
  return z.object({ database: z.string() }).parse(params).database
}
