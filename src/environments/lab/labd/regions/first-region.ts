import type { Server } from 'node:net'
import { serve } from '../../../../system/rpc.ts'
import { assertStillWanted, type Evacuation, type RegionAgentCalls } from '../../agent-calls.ts'
import { callPart } from '../call-part.ts'
import type { Database } from '../database.ts'
import type { EventLog } from '../event-log.ts'

/** What the hands inside the first region reach. */
export interface FirstRegionReach {
  readonly databases: readonly Database[]
  readonly balancerSocket: string
  readonly managerSocket: string
  /** The database of the other region. */
  readonly other: Database
  /** Where the region's border takes connections to it. */
  readonly replicationPort: number
  readonly events: EventLog
}

/** What can be done to the first region as a whole, from inside it. */
export class FirstRegion {
  readonly #reach: FirstRegionReach
  #evacuating: Promise<void> | undefined
  /** It followed the others: what it holds its primary holds as well. */
  #standby: Database | undefined

  constructor(reach: FirstRegionReach) {
    this.#reach = reach
  }

  /**
   * Makes sure that the region acknowledges nothing more, for good: its front refuses, its failover manager lets go, its
   * databases end. Idempotent; what comes second waits for the first, whichever way that ends them.
   */
  evacuate(how: Evacuation): Promise<void> {
    this.#evacuating ??= this.#evacuate(how).catch((error: unknown) => {
      this.#evacuating = undefined
      throw error
    })
    return this.#evacuating
  }

  /**
   * Makes the databases of the region replicas of the other region's primary. What they died with is saved before, once.
   *
   * @throws whatever went wrong; to be tried again
   */
  async follow(): Promise<void> {
    const { databases, other, replicationPort, events } = this.#reach
    await this.evacuate('kill')
    for (const database of databases) {
      if (database.alive) continue
      if (database !== this.#standby && database.hasUnsavedData) {
        const archive = database.inRecord(await database.saveFork())
        events.note('fork-saved', database.id, `the data that ${database.id} died with is in ${archive}`)
      }
      await database.rebuildFrom(other, replicationPort)
    }
  }

  async #evacuate(how: Evacuation): Promise<void> {
    const { databases, balancerSocket, managerSocket } = this.#reach
    await callPart(balancerSocket, 'withdraw', {})
    // Before the databases go: it would take that for a failure, and promote.
    await callPart(managerSocket, 'stand-down', {})
    const roles = await Promise.all(databases.map(async (database) => ({ database, role: await database.role() })))
    const primaryFirst = [
      ...roles.filter(({ role }) => role === 'primary'),
      ...roles.filter(({ role }) => role !== 'primary'),
    ]
    this.#standby = roles.find(({ role }) => role === 'standby')?.database
    if (how === 'in order') for (const { database } of primaryFirst) await database.stop()
    await Promise.all(databases.map((database) => database.fence()))
  }
}

/** What the agent of the first region understands, behind the region's border. */
export function openRegionAgent(region: FirstRegion): Promise<Server> {
  const calls: { readonly [Method in keyof RegionAgentCalls]: RegionAgentCalls[Method] } = {
    evacuate: ({ how }) => region.evacuate(how),
    follow: () => region.follow(),
  }
  return serve(
    { port: 0 },
    Object.fromEntries(
      Object.entries(calls).map(([method, act]) => [
        method,
        async (params: unknown) => {
          assertStillWanted(method, params)
          await act(params as never)
        },
      ]),
    ),
  )
}
