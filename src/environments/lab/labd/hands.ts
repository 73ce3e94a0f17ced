import { RpcClient } from '../../../system/rpc.ts'
import type { Database } from './database.ts'
import type { Lab } from './lab.ts'
import type { Hand, HandName } from './protocol.ts'
import type { Salvage } from './salvage.ts'
import { scale } from './scale.ts'

/** How long the failover manager may take for what it is asked by hand, in milliseconds. */
const MANAGER_TIMEOUT_MS = 25_000
const BALANCER_TIMEOUT_MS = 2_000

/** What a hand is given, and what it says when it is done. */
type Act = (lab: Lab, on: string, salvage: Salvage) => Promise<string | undefined>

/**
 * What a person does with the console of a cloud:
 *
 * - fencing, leading and rebuilding go by way of the failover manager, as its own would: through the relay of the zone, so
 *   that what cannot be reached cannot be fenced;
 * - power is the provider's, who needs no way into the zone: with it a database is stopped that nobody can reach.
 */
const ACTS: Readonly<Record<HandName, Act>> = {
  fence: askManager('fence'),
  lead: askManager('lead'),
  rebuild: askManager('rebuild'),
  'power-off': async (lab, on) => nothing(databaseIn(lab, on).fence()),
  start: async (lab, on) => nothing(databaseIn(lab, on).startAgain()),
  salvage: async (lab, on, salvage) => salvage.open(databaseIn(lab, on)),
  'end-salvage': async (lab, on, salvage) => nothing(salvage.close(databaseIn(lab, on))),
  shift: async (lab, on) => nothing(askBalancer(lab, 'shift', { zone: on })),
  unshift: async (lab) => nothing(askBalancer(lab, 'unshift')),
  shifted: async (lab) => (await askBalancer<string | null>(lab, 'shifted')) ?? 'none',
  scale: async (lab, on) => nothing(scale(lab, Number(on))),
}

/**
 * @returns what is to be printed, if anything
 * @throws RangeError when there is no such database, zone or number; whatever went wrong
 */
export function lendHand(lab: Lab, { act, on }: Hand, salvage: Salvage): Promise<string | undefined> {
  return ACTS[act](lab, on, salvage)
}

async function nothing(work: Promise<unknown>): Promise<undefined> {
  await work
}

function askManager(act: 'fence' | 'lead' | 'rebuild'): Act {
  return async (lab, on) => {
    const { id } = databaseIn(lab, on)
    await ask(lab.outer.managerSocket, act, { database: id }, MANAGER_TIMEOUT_MS)
    return undefined
  }
}

function askBalancer<Answer>({ outer }: Lab, method: string, params: object = {}): Promise<Answer> {
  return ask<Answer>(outer.balancerSocket, method, params, BALANCER_TIMEOUT_MS)
}

async function ask<Answer>(socket: string, method: string, params: object, timeoutMs: number): Promise<Answer> {
  const client = await RpcClient.connect(socket)
  try {
    return await client.call<Answer>(method, params, timeoutMs)
  } finally {
    client.close()
  }
}

function databaseIn(lab: Lab, id: string): Database {
  const found = lab.databases.find((database) => database.id === id)
  if (found !== undefined) return found
  throw new RangeError(`there is no database '${id}': there are ${lab.databases.map((each) => each.id).join(', ')}`)
}
