import type { Evidence } from '../../../model/fault.ts'
import { replicationState } from '../postgres/sql.ts'
import { checkHealth } from '../balancer/health.ts'
import { ZONES } from '../names.ts'
import { evidence } from './faults/lab-fault.ts'
import type { Lab } from './lab.ts'

const HEALTH_TIMEOUT_MS = 1_000

/**
 * Whether the lab has the shape that it came up with: one primary, one standby that streams (and is waited for) unless it came up
 * without one, and all service instances.
 */
export async function redundancy(lab: Lab): Promise<Evidence> {
  const data = lab.info.settings.standby === 'on' ? await pair(lab) : await single(lab)
  if (!data.holds) return data
  const missing = await unhealthyInstances(lab)
  if (missing.length === 0) return data
  return evidence(false, `${data.text}; ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`)
}

async function single(lab: Lab): Promise<Evidence> {
  const primary = await lab.databaseWithRole('primary')
  if (primary === undefined) return evidence(false, 'there is no primary')
  return evidence(true, `${primary.id} is the primary, and the lab has no standby by its settings`)
}

async function pair(lab: Lab): Promise<Evidence> {
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

/** Service instances that do not answer their health check. */
async function unhealthyInstances({ zones }: Lab): Promise<readonly string[]> {
  const checked = ZONES.flatMap((zone) =>
    zones[zone].services.places.map(async ({ route, instance }) => {
      const healthy = await checkHealth({ id: instance.id, port: zones[zone].relay.port(route) }, HEALTH_TIMEOUT_MS)
      return healthy ? [] : [instance.id]
    }),
  )
  return (await Promise.all(checked)).flat()
}

/** Whether a database was lost since the pair was last whole, as the failover manager tells. */
function rebuildUnderWay({ events: { events } }: Lab): boolean {
  const lost = events.findLastIndex(
    ({ kind }) => kind === 'primary-lost' || kind === 'primary-stopped' || kind === 'standby-lost',
  )
  return lost > events.findLastIndex(({ kind }) => kind === 'redundancy-restored')
}
