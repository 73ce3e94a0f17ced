import type { DBCluster, DBInstance, Event, FailoverState, GlobalCluster } from '@aws-sdk/client-rds'
import { ACCOUNT, arn, CLUSTER, CLUSTER_ARN, databaseArn, digest, drillableTags, SECOND_REGION } from '../account.ts'
import type { Lateness } from '../lateness.ts'
import type { LabEvent, LabView } from '../lab-view.ts'
import { databaseId, SECOND_ZONE } from '../../names.ts'

const GLOBAL_CLUSTER = 'blackstart-lab-global'
export const REPLICA = databaseId(SECOND_ZONE)
/** The cluster of the second region has the name of the first one's, as clusters of one global cluster may. */
export const SECOND_CLUSTER_ARN = arn('rds', `cluster:${CLUSTER}`, SECOND_REGION)

export function hasSecondRegion({ state }: LabView): boolean {
  return state.info.settings.regions === 2
}

/** The failover to the second region: the lab has one in its life. */
interface RegionFailover {
  readonly begun: LabEvent
  readonly end: LabEvent | undefined
}

export function regionFailover({ events }: LabView): RegionFailover | undefined {
  const begun = events.find(({ kind }) => kind === 'region-lost')
  if (begun === undefined) return undefined
  const promoted = events.findLast(({ kind, component }) => kind === 'promoted' && component === REPLICA)
  const failed = events.findLast(({ kind, component }) => kind === 'failover-failed' && component === REPLICA)
  return { begun, end: promoted ?? failed }
}

export function isSecondRegionWriter(view: LabView): boolean {
  return regionFailover(view)?.end?.kind === 'promoted'
}

/** Both regions as one Aurora Global Database. */
export function describeGlobalCluster(view: LabView, allowDataLoss: boolean): GlobalCluster {
  const failover = regionFailover(view)
  const isUnderWay = failover !== undefined && failover.end === undefined
  const writer = isSecondRegionWriter(view) ? SECOND_CLUSTER_ARN : CLUSTER_ARN
  const state: FailoverState = {
    // [S]; the documentation knows `switching-over`, too [D].
    Status: 'failing-over',
    FromDbClusterArn: CLUSTER_ARN,
    ToDbClusterArn: SECOND_CLUSTER_ARN,
    IsDataLossAllowed: allowDataLoss,
  }
  return {
    GlobalClusterIdentifier: GLOBAL_CLUSTER,
    GlobalClusterArn: `arn:aws:rds::${ACCOUNT}:global-cluster:${GLOBAL_CLUSTER}`,
    GlobalClusterResourceId: `cluster-${digest(GLOBAL_CLUSTER, 16)}`,
    Engine: 'aurora-postgresql',
    Status: isUnderWay ? 'failing-over' : 'available',
    ...(isUnderWay && { FailoverState: state }),
    DeletionProtection: false,
    GlobalClusterMembers: [CLUSTER_ARN, SECOND_CLUSTER_ARN].map((DBClusterArn) => ({
      DBClusterArn,
      IsWriter: DBClusterArn === writer,
      Readers: DBClusterArn === writer ? [CLUSTER_ARN, SECOND_CLUSTER_ARN].filter((one) => one !== writer) : [],
    })),
    TagList: drillableTags(),
  }
}

/** The cluster of the second region: one instance, which reads until it is promoted. */
export function describeSecondCluster(view: LabView): DBCluster {
  const failover = regionFailover(view)
  return {
    DBClusterIdentifier: CLUSTER,
    DBClusterArn: SECOND_CLUSTER_ARN,
    Engine: 'aurora-postgresql',
    Status: failover !== undefined && failover.end === undefined ? 'failing-over' : 'available',
    Endpoint: '127.0.0.1',
    Port: replicaPort(view),
    AvailabilityZones: [`${SECOND_REGION}a`],
    DBClusterMembers: [
      { DBInstanceIdentifier: REPLICA, IsClusterWriter: isSecondRegionWriter(view), PromotionTier: 1 },
    ],
    TagList: drillableTags(),
  }
}

/** The replica as an instance of the second region, of a cluster or of its own. */
export function describeReplica(view: LabView, form: 'cluster' | 'instance'): DBInstance {
  const isReplica = !isSecondRegionWriter(view)
  return {
    DBInstanceIdentifier: REPLICA,
    DBInstanceArn: replicaArn(),
    Engine: form === 'cluster' ? 'aurora-postgresql' : 'postgres',
    DBInstanceClass: 'db.blackstart.lab',
    DBInstanceStatus: 'available',
    AvailabilityZone: `${SECOND_REGION}a`,
    MultiAZ: false,
    Endpoint: { Address: '127.0.0.1', Port: replicaPort(view) },
    TagList: drillableTags(),
    ...(form === 'cluster' && { DBClusterIdentifier: CLUSTER }),
    ...(form === 'instance' && isReplica && { ReadReplicaSourceDBInstanceIdentifier: databaseArn(CLUSTER) }),
  }
}

/** RDS-EVENT-0238 and 0239; a global failover tells of no beginning [D]. The words are ours [K]. */
export function regionEvents(view: LabView, lateness: Lateness): readonly Event[] {
  const end = regionFailover(view)?.end
  if (end === undefined) return []
  const outcome = end.kind === 'promoted' ? 'completed' : 'failed'
  const atMs = end.toMs + (outcome === 'completed' ? lateness.ms('failoverCompletedEventMs') : 0)
  if (atMs > view.nowMs) return []
  return [
    {
      Date: new Date(atMs),
      Message: `Global failover to DB cluster ${CLUSTER} in Region ${SECOND_REGION} ${outcome}.`,
      EventCategories: ['global-failover'],
      SourceType: 'db-cluster',
      SourceIdentifier: CLUSTER,
      SourceArn: SECOND_CLUSTER_ARN,
    },
  ]
}

export function replicaArn(): string {
  return arn('rds', `db:${REPLICA}`, SECOND_REGION)
}

function replicaPort({ state }: LabView): number {
  return state.databases.find(({ id }) => id === REPLICA)?.port ?? 0
}
