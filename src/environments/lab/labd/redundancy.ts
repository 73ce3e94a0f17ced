import type { Evidence } from '../../../model/fault.ts'
import { replicationState } from '../postgres/sql.ts'
import { evidence } from './faults/lab-fault.ts'
import type { Lab } from './lab.ts'

/** Whether the lab has the shape that it came up with: one primary, and one standby that streams (and is waited for). */
export async function redundancy(lab: Lab): Promise<Evidence> {
  const [primary, standby] = await Promise.all([lab.databaseWithRole('primary'), lab.databaseWithRole('standby')])
  if (primary === undefined) return evidence(false, 'there is no primary')
  if (standby === undefined) return evidence(false, `${primary.id} is the primary, and there is no standby`)
  const [state] = await replicationState(primary.adminUrl)
  if (state?.state !== 'streaming') {
    return evidence(false, `${standby.id} does not stream from ${primary.id}: ${state?.state ?? 'not connected'}`)
  }
  if (rebuildUnderWay(lab)) return evidence(false, 'the failover manager is still at it')
  const { replication } = lab.info.settings
  const complete = replication === 'async' || state.syncState === 'sync'
  return evidence(complete, `${standby.id} streams from ${primary.id}, ${state.syncState}`)
}

/** Whether a database was lost since the pair was last whole, as the failover manager tells. */
function rebuildUnderWay({ events: { events } }: Lab): boolean {
  const lost = events.findLastIndex(({ kind }) => kind === 'primary-lost' || kind === 'standby-lost')
  return lost > events.findLastIndex(({ kind }) => kind === 'redundancy-restored')
}
