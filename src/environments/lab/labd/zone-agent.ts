import type { Handlers } from '../../../system/rpc.ts'
import type { RebuildParams } from '../manager/config.ts'
import type { Database } from './database.ts'
import type { EventLog } from './event-log.ts'

/** What the agent of a zone may touch. */
export interface AgentReach {
  readonly own: Database
  readonly other: Database
  /** Where the zone's relay takes connections to the other zone's database. */
  readonly replicationPort: number
  readonly events: EventLog
}

/**
 * The hands of the control plane inside a zone. The failover manager reaches it only through the zone's relay: what it cannot
 * reach it cannot fence.
 */
export function zoneAgentHandlers({ own, other, replicationPort, events }: AgentReach): Handlers {
  const mustBeOwn = (params: unknown): void => {
    const { database } = params as { database: string }
    if (database !== own.id) throw new RangeError(`'${database}' is not in zone ${own.zone}, ${own.id} is`)
  }
  return {
    status: async () => ({ database: own.id, alive: own.alive }),
    fence: async (params) => {
      mustBeOwn(params)
      await own.fence()
    },
    rebuild: async (params) => {
      mustBeOwn(params)
      await own.fence()
      if ((params as RebuildParams).saveFork) {
        events.note('fork-saved', own.id, `the data that ${own.id} died with is in ${await own.saveFork()}`)
      }
      await own.rebuildFrom(other, replicationPort)
    },
  }
}
