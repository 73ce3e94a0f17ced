import type { Handlers } from '../../../system/rpc.ts'
import { type AgentCalls, assertStillWanted } from '../agent-calls.ts'
import type { Database } from './database.ts'
import type { EventLog } from './event-log.ts'
import type { ServiceGroup } from './service-group.ts'

/** What the agent of a zone may touch. */
export interface AgentReach {
  readonly own: Database
  /** Whose copy it becomes when it is rebuilt; undefined: nobody rebuilds it from here. */
  readonly other: Database | undefined
  readonly services: ServiceGroup
  /** Where the zone's relay takes connections to the other zone's database. */
  readonly replicationPort: number
  readonly events: EventLog
}

/**
 * The hands of the control plane inside a zone. Failover manager and auto-scaling reach it only through the zone's relay:
 * what they cannot reach they cannot fence or replace.
 */
export function zoneAgentHandlers({ own, other, services, replicationPort, events }: AgentReach): Handlers {
  const mustBeOwn = ({ database }: { readonly database: string }): void => {
    if (database !== own.id) throw new RangeError(`'${database}' is not in zone ${own.zone}, ${own.id} is`)
  }
  const calls: { readonly [Method in keyof AgentCalls]: AgentCalls[Method] } = {
    fence: async (params) => {
      mustBeOwn(params)
      await own.fence()
    },
    stop: async (params) => {
      mustBeOwn(params)
      await own.stop()
    },
    rebuild: async (params) => {
      mustBeOwn(params)
      if (other === undefined) throw new RangeError(`${own.id} is not one of a pair: there is nothing to copy`)
      await own.fence()
      if (params.saveFork && own.hasUnsavedData) {
        events.note(
          'fork-saved',
          own.id,
          `the data that ${own.id} died with is in ${own.inRecord(await own.saveFork())}`,
        )
      }
      await own.rebuildFrom(other, replicationPort)
    },
    replace: ({ place }) => services.replaceUnlessHealthy(place),
  }
  return Object.fromEntries(
    Object.entries(calls).map(([method, call]) => [
      method,
      async (params: unknown) => {
        assertStillWanted(method, params)
        return call(params as never)
      },
    ]),
  )
}
