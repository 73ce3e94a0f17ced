import { callPart } from './call-part.ts'
import type { Database } from './database.ts'
import type { Lab } from './lab.ts'
import type { Hand, HandName } from './protocol.ts'
import { sqlUrl } from '../names.ts'
import { begun } from './regions/begun.ts'
import type { RegionManager } from './regions/region-manager.ts'
import type { RestoreCalls } from './restore/restore-calls.ts'
import type { Restores } from './restore/restores.ts'
import type { Salvage } from './salvage.ts'
import { scale } from './scale.ts'

/** How long the failover manager may take for what it is asked by hand, in milliseconds. */
const MANAGER_TIMEOUT_MS = 25_000
const BALANCER_TIMEOUT_MS = 2_000

/** People restore one at a time; this is its name. */
const RESTORED = 'restored'

/** What a hand is given, and what it says when it is done. */
type Act = (lab: Lab, on: string, copies: Copies) => Promise<string | undefined>

/** Servers beside those of the lab, made by people. */
interface Copies {
  readonly salvage: Salvage
  readonly restores: RestoreCalls
}

/**
 * What a person does with the console of a cloud:
 *
 * - fencing, leading and rebuilding go by way of the failover manager, as its own would: through the relay of the zone, so
 *   that what cannot be reached cannot be fenced;
 * - power is the provider's, who needs no way into the zone: with it a database is stopped that nobody can reach.
 */
const ACTS: Readonly<Record<HandName, Act>> = {
  fence: askManager('fence'),
  lead: async (lab, on, copies) =>
    lab.databases.some(({ id }) => id === on)
      ? askManager('lead')(lab, on, copies)
      : nothing(copies.restores.of().lead(on)),
  rebuild: askManager('rebuild'),
  'power-off': async (lab, on) => nothing(databaseIn(lab, on).fence()),
  start: async (lab, on) => nothing(databaseIn(lab, on).startAgain()),
  salvage: async (lab, on, { salvage }) => salvage.open(databaseIn(lab, on)),
  'end-salvage': async (lab, on, { salvage }) => nothing(salvage.close(databaseIn(lab, on))),
  shift: async (lab, on) => nothing(askBalancer(lab, 'shift', { zone: on })),
  unshift: async (lab) => nothing(askBalancer(lab, 'unshift')),
  shifted: async (lab) => (await askBalancer<string | null>(lab, 'shifted')) ?? 'none',
  scale: async (lab, on) => nothing(scale(lab, Number(on))),
  restore: async (_lab, on, { restores }) => restoreTo(on, restores.of()),
  backups: async (_lab, _on, { restores }) => (await restores.of().backups()).join('\n'),
  restored: async (_lab, _on, { restores }) => restores.of().list.find(({ id }) => id === RESTORED)?.state ?? 'none',
  'end-restore': async (_lab, _on, { restores }) => nothing(restores.of().deleteIfThere(RESTORED)),
  promote: async (lab) => nothing(begun(regionManagerOf(lab).failOver('people asked for it'))),
  promoted: async (lab) => regionManagerOf(lab).writer ?? 'none',
  deployed: async ({ events: { events } }) => events.findLast(({ kind }) => kind === 'deployed')?.text ?? 'never',
}

/**
 * @returns what is to be printed, if anything
 * @throws RangeError when there is no such database, zone or number; whatever went wrong
 */
export function lendHand(lab: Lab, { act, on }: Hand, copies: Copies): Promise<string | undefined> {
  return ACTS[act](lab, on, copies)
}

/** @returns address of the new server */
async function restoreTo(moment: string, restores: Restores): Promise<string> {
  const to = new Date(moment)
  if (Number.isNaN(to.getTime())) throw new RangeError(`'${moment}' is no moment: write 2026-01-31T12:00:00.000Z`)
  await restores.begin(RESTORED, to)
  const { port, text } = await restores.settled(RESTORED)
  if (port === undefined) throw new Error(text ?? 'the restore failed')
  return sqlUrl(port)
}

async function nothing(work: Promise<unknown>): Promise<undefined> {
  await work
}

function regionManagerOf({ regions }: Lab): RegionManager {
  if (regions === undefined) throw new RangeError('the lab has one region: start it with regions=2')
  return regions.manager
}

function askManager(act: 'fence' | 'lead' | 'rebuild'): Act {
  return async (lab, on) => {
    const { id } = databaseIn(lab, on)
    await callPart(lab.outer.managerSocket, act, { database: id }, MANAGER_TIMEOUT_MS)
    return undefined
  }
}

function askBalancer<Answer>({ outer }: Lab, method: string, params: object = {}): Promise<Answer> {
  return callPart<Answer>(outer.balancerSocket, method, params, BALANCER_TIMEOUT_MS)
}

function databaseIn(lab: Lab, id: string): Database {
  const found = lab.databases.find((database) => database.id === id)
  if (found !== undefined) return found
  throw new RangeError(`there is no database '${id}': there are ${lab.databases.map((each) => each.id).join(', ')}`)
}
