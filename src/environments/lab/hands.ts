import type { Topology } from '../../model/topology.ts'
import type { LabInfo, OutsideUrls } from './labd/config.ts'
import { type LabZone, REGIONS, SECOND_ZONE, ZONES, zoneOfDatabase } from './names.ts'

/**
 * Values for the inputs of the runbooks in the library: where the lab's parts are for people outside of its zones, and
 * the commands that stand for those of a cloud. What the lab does not have, nobody gets a value for.
 */
export function handsOf(info: LabInfo, { components }: Topology): Readonly<Record<string, string>> {
  const primary = components.find(({ role }) => role === 'primary')?.id
  const standby = components.find(({ role }) => role === 'standby')?.id
  return {
    WRITER_URL: info.writerUrl,
    SERVICE_URL: info.customerUrl,
    WANTED: String(ZONES.length * info.settings.capacity),
    RUNNING: 'blackstart lab count service',
    SCALE: 'blackstart lab scale',
    SHIFTED: 'blackstart lab shifted',
    SHIFT_FROM: 'blackstart lab shift',
    UNSHIFT: 'blackstart lab unshift',
    ...regionHands(info),
    ...(info.settings.archive === 'on' ? RESTORING : {}),
    ...(primary === undefined ? {} : primaryHands(info, primary)),
    ...(standby === undefined ? {} : standbyHands(info, standby)),
  }
}

/** What people need for a restore. A backup is known by its moment. */
const RESTORING = {
  DEPLOYED: 'blackstart lab deployed',
  RESTORE: 'blackstart lab restore',
  BACKUPS: 'blackstart lab backups',
  RESTORE_BACKUP: 'blackstart lab restore',
  LEAD_RESTORED: 'blackstart lab lead restored',
  RESTORED_STATE: 'blackstart lab restored',
  END_RESTORE: 'blackstart lab end-restore',
} as const

/** What people need when the first of two regions is lost. */
function regionHands(info: LabInfo): Record<string, string> {
  if (info.fronts === null) return {}
  const [first, second] = REGIONS
  return {
    FIRST_REGION: first,
    SECOND_REGION: second,
    FIRST_REGION_URL: info.fronts[first],
    REPLICA_URL: outsideOf(info, SECOND_ZONE).database,
    PROMOTE: 'blackstart lab promote',
    PROMOTED: 'blackstart lab promoted',
  }
}

function primaryHands(info: LabInfo, id: string): Record<string, string> {
  const zone = zoneOfDatabase(id)
  const { database, service } = outsideOf(info, zone)
  return {
    PRIMARY_URL: database,
    PRIMARY_ZONE: zone,
    ZONE_SERVICE_URL: service,
    PRIMARY_STATE: `blackstart lab state ${id}`,
    FENCE: `blackstart lab fence ${id}`,
    POWER_OFF: `blackstart lab power-off ${id}`,
    UNFENCE: `blackstart lab start ${id}`,
    SALVAGE: `blackstart lab salvage ${id}`,
    END_SALVAGE: `blackstart lab end-salvage ${id}`,
    SHIFT: `blackstart lab shift ${zone}`,
  }
}

function standbyHands(info: LabInfo, id: string): Record<string, string> {
  const zone = zoneOfDatabase(id)
  const { database, service } = outsideOf(info, zone)
  return {
    STANDBY_URL: database,
    STANDBY_ZONE: zone,
    STANDBY_ZONE_SERVICE_URL: service,
    LEAD_CLIENTS: `blackstart lab lead ${id}`,
    REBUILD_STANDBY: `blackstart lab rebuild ${id}`,
    END_STANDBY: `blackstart lab fence ${id}`,
  }
}

function outsideOf({ outside }: LabInfo, zone: LabZone): OutsideUrls {
  const urls = outside[zone]
  if (urls === undefined) throw new RangeError(`the lab has no zone '${zone}'`)
  return urls
}
