import { monotonicNow } from '../../../../system/clock.ts'
import { ORDERS_DATABASE, ORDERS_TABLE, sqlUrl } from '../../names.ts'
import { withSession } from '../../postgres/session.ts'
import { queryOnce } from '../../postgres/sql.ts'
import type { Database } from '../database.ts'
import { databaseOf, recheckDatabase, resolveDatabase } from './database-target.ts'
import { evidence, type LabFault } from './lab-fault.ts'

/** How long the statement may wait for those that use the table. */
const DROP_TIMEOUT_MS = 10_000

/**
 * The orders are dropped on the primary, by a statement as any other: it is replicated like one, and no copy of the database
 * is spared. Nothing has failed, so nothing fails over. When it was done is noted, as a deployment is.
 *
 * Undoing is only looking: a restore brings the orders back, and that is what a drill measures.
 */
export const dataDrop: LabFault<'data.drop'> = {
  resolve: (lab, fault, faultIndex) => resolveDatabase(lab, fault, faultIndex, 'primary', 'discard-environment'),

  async inject(lab, target) {
    const database = await recheckDatabase(lab, target)
    const url = ordersOf(database)
    return withSession(url, DROP_TIMEOUT_MS, async (session) => {
      lab.events.append({ ...deployed(database.id), fromNs: monotonicNow(), toNs: monotonicNow() })
      const askedNs = monotonicNow()
      await session.query(`drop table ${ORDERS_TABLE}`)
      return { askedNs, returnedNs: monotonicNow() }
    })
  },

  async verify(lab, target) {
    const database = databaseOf(lab, target)
    const gone = !(await hasOrders(ordersOf(database)))
    return evidence(gone, `${database.id} ${gone ? 'has no' : 'still has the'} table '${ORDERS_TABLE}'`)
  },

  async undo() {
    // The statement is over, and nothing of it acts any more.
  },

  async undone(lab, target) {
    const { successor } = lab
    const now =
      successor === undefined
        ? 'what it took is gone until it is restored'
        : `${successor.id} was restored, and has ${(await hasOrders(successor.url)) ? 'it' : 'no such table either'}`
    return evidence(true, `the statement on ${target.component} is over; ${now}`)
  },
}

/** What a log of deployments says: people restore to the moment before. */
function deployed(component: string) {
  const at = new Date().toISOString()
  return { kind: 'deployed', component, source: 'deployment', text: at } as const
}

function ordersOf({ port }: Database): string {
  return sqlUrl(port, ORDERS_DATABASE)
}

async function hasOrders(url: string): Promise<boolean> {
  const [row] = await queryOnce<{ there: boolean }>(url, 'select to_regclass($1) is not null as there', [ORDERS_TABLE])
  return row?.there === true
}
