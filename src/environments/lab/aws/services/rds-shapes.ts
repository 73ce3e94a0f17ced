import type { DBCluster, DBInstance } from '@aws-sdk/client-rds'
import {
  CLUSTER,
  CLUSTER_ARN,
  databaseArn,
  DATABASES,
  digest,
  drillableTags,
  subnetId,
  VPC,
  zoneName,
} from '../account.ts'
import type { Lateness } from '../lateness.ts'
import { isFailingOver, isFirstRegionStopped, isRebuilding, type LabView, writerZone, zoneInPair } from '../lab-view.ts'
import { isSecondRegionWriter } from './second-region.ts'
import { databaseId, otherZone, type Zone, ZONES } from '../../names.ts'

const ENGINE_VERSION = '18.4'

/** The pair as an Aurora cluster. */
export function describeCluster(view: LabView, lateness: Lateness): DBCluster {
  const writer = databaseId(writerZone(view))
  const { port } = new URL(view.state.info.writerUrl)
  return {
    DBClusterIdentifier: CLUSTER,
    DBClusterArn: CLUSTER_ARN,
    DbClusterResourceId: `cluster-${digest(CLUSTER, 26).toUpperCase()}`,
    Engine: 'aurora-postgresql',
    EngineVersion: ENGINE_VERSION,
    // That it says so at once is a guess [K].
    Status: isFirstRegionStopped(view) ? 'stopped' : isFailingOver(view) ? 'failing-over' : 'available',
    Endpoint: '127.0.0.1',
    Port: Number(port),
    MultiAZ: true,
    AvailabilityZones: ZONES.map(zoneName),
    DeletionProtection: false,
    ...backups(view, lateness),
    DBClusterMembers: membersOf(view).map((id) => ({
      DBInstanceIdentifier: id,
      IsClusterWriter: id === writer && !isSecondRegionWriter(view),
      PromotionTier: 1,
    })),
    TagList: drillableTags(),
  }
}

/** A database of the pair as a member of the cluster. */
export function describeMember(view: LabView, id: string): DBInstance {
  const zone = zoneInPair(id) ?? 'a'
  return {
    ...common(view),
    DBInstanceIdentifier: id,
    DBInstanceArn: databaseArn(id),
    DbiResourceId: `db-${digest(id, 26).toUpperCase()}`,
    DBClusterIdentifier: CLUSTER,
    Engine: 'aurora-postgresql',
    // The old writer comes back as a reader after a restart; that it is `rebooting` until then: [K].
    DBInstanceStatus: isFirstRegionStopped(view) ? 'stopped' : isRebuilding(view, id) ? 'rebooting' : 'available',
    AvailabilityZone: zoneName(zone),
    MultiAZ: false,
    Endpoint: { Address: '127.0.0.1', Port: view.state.databases.find((database) => database.id === id)?.port ?? 0 },
  }
}

/** The pair as one Multi-AZ instance: its zones are swapped minutes after the failover [P]. */
export function describeMultiAz(view: LabView, lateness: Lateness): DBInstance {
  const zone = writerZone(view, view.nowMs - lateness.ms('zoneFieldMs'))
  return {
    ...common(view),
    DBInstanceIdentifier: CLUSTER,
    DBInstanceArn: databaseArn(CLUSTER),
    DbiResourceId: `db-${digest(CLUSTER, 26).toUpperCase()}`,
    Engine: 'postgres',
    DBInstanceStatus: isFirstRegionStopped(view) ? 'stopped' : isFailingOver(view) ? 'rebooting' : 'available',
    AvailabilityZone: zoneName(zone),
    MultiAZ: view.state.info.settings.standby === 'on',
    ...secondary(view, zone),
    ...backups(view, lateness),
    Endpoint: { Address: '127.0.0.1', Port: Number(new URL(view.state.info.writerUrl).port) },
  }
}

/** A standby that is not there has no zone: the field is absent until it is whole again. */
function secondary(view: LabView, zone: Zone): Pick<DBInstance, 'SecondaryAvailabilityZone'> {
  const standby = databaseId(otherZone(writerZone(view)))
  const isWhole = view.state.info.settings.standby === 'on' && !isRebuilding(view, standby)
  return isWhole ? { SecondaryAvailabilityZone: zoneName(otherZone(zone)) } : {}
}

function common(view: LabView): DBInstance {
  return {
    DBSubnetGroup: {
      DBSubnetGroupName: CLUSTER,
      VpcId: VPC,
      SubnetGroupStatus: 'Complete',
      Subnets: ZONES.map((zone) => ({
        SubnetIdentifier: subnetId(zone),
        SubnetAvailabilityZone: { Name: zoneName(zone) },
        SubnetStatus: 'Active',
      })),
    },
    EngineVersion: ENGINE_VERSION,
    DBInstanceClass: 'db.blackstart.lab',
    MasterUsername: 'postgres',
    DBName: 'shop',
    AllocatedStorage: 1,
    DeletionProtection: false,
    InstanceCreateTime: new Date(upSince(view)),
    TagList: drillableTags(),
  }
}

function membersOf({ state }: LabView): readonly string[] {
  return state.info.settings.standby === 'on' ? DATABASES : DATABASES.slice(0, 1)
}

/** A lab that archives nothing has no backups to restore from. */
function backups(view: LabView, lateness: Lateness): Pick<DBCluster, 'BackupRetentionPeriod' | 'LatestRestorableTime'> {
  if (view.state.info.settings.archive === 'off') return { BackupRetentionPeriod: 0 }
  return { BackupRetentionPeriod: 1, LatestRestorableTime: latestRestorable(view, lateness) }
}

/** The end of the log that was uploaded last; it is uploaded every 5 minutes [D]. */
export function latestRestorable(view: LabView, lateness: Lateness): Date {
  const everyMs = lateness.ms('logUploadMs')
  const uploads = Math.floor((view.nowMs - upSince(view)) / everyMs)
  return new Date(upSince(view) + uploads * everyMs)
}

function upSince({ events, nowMs }: LabView): number {
  return events.find(({ kind }) => kind === 'up')?.toMs ?? nowMs
}
