import type { Evidence } from '../../../model/fault.ts'
import { applicationName } from '../names.ts'
import { replicationState } from '../postgres/sql.ts'
import { checkHealth } from '../balancer/health.ts'
import { type Lab, regionOf, type Successor } from './lab.ts'
import { evidence } from './faults/lab-fault.ts'

const HEALTH_TIMEOUT_MS = 1_000

/** After one of these something has to be rebuilt. */
const LOSSES = ['primary-lost', 'primary-stopped', 'standby-lost', 'region-lost', 'region-fenced']

/**
 * Whether the lab has the shape that it came up with: one primary, one standby that streams (and is waited for) unless it came up
 * without one, with two regions a replica in the other one, and all service instances.
 *
 * A primary in the second region has no standby in it, for that region has one zone: then all databases of the first one follow.
 */
export async function redundancy(lab: Lab): Promise<Evidence> {
  const data = await databases(lab)
  if (!data.holds) return data
  const missing = await unhealthyInstances(lab)
  if (missing.length === 0) return data
  return evidence(false, `${data.text}; ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`)
}

async function databases(lab: Lab): Promise<Evidence> {
  if (lab.successor !== undefined) return behind(lab, lab.successor)
  if (lab.info.settings.standby === 'off') return single(lab)
  const primary = await lab.databaseWithRole('primary')
  if (lab.regions === undefined || primary === undefined) return pair(lab)
  const inFirst = regionOf(primary.zone) === regionOf('a')
  if (inFirst) {
    const held = await pair(lab)
    if (!held.holds) return held
  }
  const others = lab.databases.filter((database) => database !== primary)
  const states = await replicationState(primary.adminUrl)
  const streaming = states.filter(({ state }) => state === 'streaming').map(({ applicationName: name }) => name)
  const missing = others.filter(({ zone }) => !streaming.includes(applicationName(zone))).map(({ id }) => id)
  if (missing.length > 0) return evidence(false, `${missing.join(', ')} does not stream from ${primary.id}`)
  if (rebuildUnderWay(lab)) return evidence(false, 'the failover manager is still at it')
  return evidence(true, `${others.map(({ id }) => id).join(' and ')} stream from ${primary.id}`)
}

/** Of a pair whose primary was replaced by a restored server, the standby follows that. */
async function behind(lab: Lab, { id, url }: Successor): Promise<Evidence> {
  const streaming = (await replicationState(url)).filter(({ state }) => state === 'streaming')
  const followers = lab.databases.filter(({ zone }) =>
    streaming.some(({ applicationName: name }) => name === applicationName(zone)),
  )
  if (followers.length === 0) return evidence(false, `nothing streams from ${id}`)
  const awaited = streaming.some(({ syncState }) => syncState === 'sync')
  const complete = lab.info.settings.replication === 'async' || awaited
  const how = awaited ? 'sync' : 'async'
  return evidence(complete, `${followers.map((one) => one.id).join(' and ')} streams from ${id}, ${how}`)
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
  const states = await replicationState(primary.adminUrl)
  const state = states.find(({ applicationName: name }) => name === applicationName(standby.zone))
  if (state?.state !== 'streaming') {
    return evidence(false, `${standby.id} does not stream from ${primary.id}: ${state?.state ?? 'not connected'}`)
  }
  if (rebuildUnderWay(lab)) return evidence(false, 'the failover manager is still at it')
  const { replication } = lab.info.settings
  const complete = replication === 'async' || state.syncState === 'sync'
  return evidence(complete, `${standby.id} streams from ${primary.id}, ${state.syncState}`)
}

/** Service instances that do not answer their health check. */
async function unhealthyInstances({ zoneParts }: Lab): Promise<readonly string[]> {
  const checked = [...zoneParts.values()].flatMap(({ relay, services }) =>
    services.places.map(async ({ route, instance }) => {
      const healthy = await checkHealth({ id: instance.id, port: relay.port(route) }, HEALTH_TIMEOUT_MS)
      return healthy ? [] : [instance.id]
    }),
  )
  return (await Promise.all(checked)).flat()
}

/** Whether a database was lost since the pair was last whole, as the failover manager tells. */
function rebuildUnderWay({ events: { events } }: Lab): boolean {
  const lost = events.findLastIndex(({ kind }) => LOSSES.includes(kind))
  return lost > events.findLastIndex(({ kind }) => kind === 'redundancy-restored')
}
