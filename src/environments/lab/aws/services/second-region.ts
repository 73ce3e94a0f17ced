import type { DBCluster, DBInstance, FailoverState, GlobalCluster } from '@aws-sdk/client-rds'
import { ACCOUNT, arn, CLUSTER, CLUSTER_ARN, databaseArn, digest, drillableTags, SECOND_REGION } from '../account.ts'
import type { LabEvent, LabView } from '../lab-view.ts'
import { databaseId, REGIONS, SECOND_ZONE } from '../../names.ts'

const GLOBAL_CLUSTER = 'blackstart-lab-global'
export const REPLICA = databaseId(SECOND_ZONE)
/** The cluster of the second region has the name of the first one's, as clusters of one global cluster may. */
export const SECOND_CLUSTER_ARN = arn('rds', `cluster:${CLUSTER}`, SECOND_REGION)

export function hasSecondRegion({ state }: LabView): boolean {
  return state.info.settings.regions === 2
}

/** The second region takes over, or tries to: it succeeds once in the life of a lab. */
export interface RegionFailover {
  readonly begun: LabEvent
  /** Whether the first region had to be well for it. */
  readonly inOrder: boolean
  /** When the first region had stopped, if it could be reached. */
  readonly fenced: LabEvent | undefined
  readonly end: LabEvent | undefined
}

/** All attempts, in their order. */
export function regionFailovers({ events }: LabView): readonly RegionFailover[] {
  const beginnings = events.filter(
    ({ kind, component }) => component === REGIONS[0] && (kind === 'region-lost' || kind === 'switchover-requested'),
  )
  return beginnings.map((begun, index) => {
    const next = beginnings[index + 1]
    const meanwhile = events.slice(events.indexOf(begun), next === undefined ? undefined : events.indexOf(next))
    const end = meanwhile.findLast(({ kind, component }) => component === REPLICA && ENDS.includes(kind))
    const fenced = meanwhile.find(({ kind }) => kind === 'region-fenced')
    return { begun, fenced, end, inOrder: begun.kind === 'switchover-requested' }
  })
}

const ENDS = ['promoted', 'failover-failed']

/** The last attempt. */
export function regionFailover(view: LabView): RegionFailover | undefined {
  return regionFailovers(view).at(-1)
}

export function isSecondRegionWriter(view: LabView): boolean {
  return regionFailover(view)?.end?.kind === 'promoted'
}

/** The one that there is, known in every region; a pair that is an instance has none. */
export function globalClusters(view: LabView, form: 'cluster' | 'instance'): readonly GlobalCluster[] {
  return form === 'cluster' && hasSecondRegion(view) ? [describeGlobalCluster(view)] : []
}

/** Both regions as one Aurora Global Database. */
function describeGlobalCluster(view: LabView): GlobalCluster {
  const failover = regionFailover(view)
  const isUnderWay = failover !== undefined && failover.end === undefined
  const writer = isSecondRegionWriter(view) ? SECOND_CLUSTER_ARN : CLUSTER_ARN
  return {
    GlobalClusterIdentifier: GLOBAL_CLUSTER,
    GlobalClusterArn: `arn:aws:rds::${ACCOUNT}:global-cluster:${GLOBAL_CLUSTER}`,
    GlobalClusterResourceId: `cluster-${digest(GLOBAL_CLUSTER, 16)}`,
    Engine: 'aurora-postgresql',
    Status: isUnderWay ? 'failing-over' : 'available',
    ...(isUnderWay && { FailoverState: failoverState('failing-over', !failover.inOrder) }),
    DeletionProtection: false,
    GlobalClusterMembers: [CLUSTER_ARN, SECOND_CLUSTER_ARN].map((DBClusterArn) => ({
      DBClusterArn,
      IsWriter: DBClusterArn === writer,
      Readers: DBClusterArn === writer ? [CLUSTER_ARN, SECOND_CLUSTER_ARN].filter((one) => one !== writer) : [],
    })),
    TagList: drillableTags(),
  }
}

/** @param status - [S]; of a switchover the documentation knows `switching-over`, too [D] */
export function failoverState(status: 'pending' | 'failing-over', isDataLossAllowed: boolean): FailoverState {
  return {
    Status: status,
    FromDbClusterArn: CLUSTER_ARN,
    ToDbClusterArn: SECOND_CLUSTER_ARN,
    IsDataLossAllowed: isDataLossAllowed,
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

export function replicaArn(): string {
  return arn('rds', `db:${REPLICA}`, SECOND_REGION)
}

function replicaPort({ state }: LabView): number {
  return state.databases.find(({ id }) => id === REPLICA)?.port ?? 0
}
