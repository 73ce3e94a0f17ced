import type { Evidence } from '../../../model/fault.ts'
import { replicationState } from '../postgres/sql.ts'
import { checkHealth } from '../balancer/health.ts'
import { ZONES } from '../names.ts'
import { evidence } from './faults/lab-fault.ts'
import type { Lab } from './lab.ts'

const HEALTH_TIMEOUT_MS = 1_000

/**
 * Whether the lab has the shape that it came up with: one primary, and one standby that streams (and is waited for), and all service
 * instances. */
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
  const streams = `${standby.id} streams from ${primary.id}, ${state.syncState}`
  if (replication === 'sync' && state.syncState !== 'sync') return evidence(false, streams)
  const missing = await unhealthyInstances(lab)
  if (missing.length > 0)
    return evidence(false, `${streams}; ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`)
  return evidence(true, streams)
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
