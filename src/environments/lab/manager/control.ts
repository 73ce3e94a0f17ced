import { z } from 'zod'
import type { Handlers } from '../../../system/rpc.ts'
import type { FailoverManager } from './failover-manager.ts'

/** What the failover manager can be asked for from outside. */
export function managerHandlers(manager: FailoverManager): Handlers {
  return {
    switchover: async () => manager.requestSwitchover(),
    fence: (params) => manager.fenceByHand(databaseIn(params)),
    rebuild: (params) => manager.rebuildByHand(databaseIn(params)),
    writer: async () => ({ port: manager.writer.writerPort, host: manager.writer.host }),
    'stand-down': async () => manager.standDown(),
    lead: (params) => manager.leadByHand(databaseIn(params)),
  }
}

function databaseIn(params: unknown): string {
  return z.object({ database: z.string() }).parse(params).database
}
