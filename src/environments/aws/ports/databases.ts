import type { DBCluster, DBInstance, Event } from '@aws-sdk/client-rds'
import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { everyPage } from '../clients/every-page.ts'
import { guarded } from '../clients/guarded.ts'
import { type Tags, tagsOf } from './tags.ts'

/** Databases that stand in for each other: an Aurora or Multi-AZ cluster, or one Multi-AZ instance with its standby. */
export interface DatabaseGroup {
  readonly kind: 'cluster' | 'instance'
  readonly id: string
  readonly arn: string
  readonly engine: string
  /** For example `available`, `failing-over`. */
  readonly status: string
  readonly tags: Tags
  /** Host and port that follow the writer. */
  readonly endpoint: string
  readonly members: readonly DatabaseMember[]
  /** It follows other databases, and takes no writes. */
  readonly replica: boolean
  /** Up to when it could be restored to a point in time. */
  readonly latestRestorableTime?: Date
}

export interface DatabaseMember {
  readonly id: string
  readonly writer: boolean
  readonly status: string
  readonly zone?: string
  /** Those of its subnet group that are in its zone: it stands in one of them. @default nobody tells */
  readonly subnets?: readonly string[]
  readonly address: string
  /** Its own: RDS does not take them from its cluster. @default it is no instance that could have some */
  readonly tags?: Tags
  /** Of an Aurora reader: the lowest takes over first, 0 to 15. */
  readonly promotionTier?: number
}

/** Something that RDS tells that it did. RDS gives its events no ids: they are known by their words. */
export interface DatabaseEvent {
  readonly source: string
  readonly at: Date
  readonly message: string
}

/** What drills ask of RDS. */
export interface DatabasesPort {
  groups(): Promise<readonly DatabaseGroup[]>
  events(since: Date): Promise<readonly DatabaseEvent[]>
  /** Asked once, never again by itself. @param to - the member that becomes the writer */
  failoverCluster(id: string, to: string | undefined): Promise<void>
  /** Asked once, never again by itself. */
  rebootWithFailover(id: string): Promise<void>
}

/** RDS keeps its events for so long, in minutes. */
const KEPT_MINUTES = 14 * 24 * 60

export async function rdsDatabases(access: AwsAccess): Promise<DatabasesPort> {
  const rds = await import('@aws-sdk/client-rds')
  const reads = guarded(new rds.RDSClient(clientOptions(access, 'reads')), 'rds', access)
  const acts = guarded(new rds.RDSClient(clientOptions(access, 'acts')), 'rds', access)
  return {
    async groups() {
      const clusters: DBCluster[] = []
      for await (const page of everyPage(rds.paginateDescribeDBClusters({ client: reads }, {}))) {
        clusters.push(...(page.DBClusters ?? []))
      }
      const instances: DBInstance[] = []
      for await (const page of everyPage(rds.paginateDescribeDBInstances({ client: reads }, {}))) {
        instances.push(...(page.DBInstances ?? []))
      }
      return [
        ...clusters.map((cluster) => clusterGroup(cluster, instances)),
        ...instances.filter(({ DBClusterIdentifier }) => DBClusterIdentifier === undefined).map(instanceGroup),
      ]
    },
    async events(since) {
      const minutes = Math.ceil((Date.now() - since.getTime()) / 60_000) + 1
      const events: Event[] = []
      const query = { Duration: Math.min(Math.max(minutes, 1), KEPT_MINUTES) }
      for await (const page of everyPage(rds.paginateDescribeEvents({ client: reads }, query)))
        events.push(...(page.Events ?? []))
      return events.map(({ SourceIdentifier = '', Date: at = new Date(0), Message = '' }) => ({
        source: SourceIdentifier,
        at,
        message: Message,
      }))
    },
    async failoverCluster(id, to) {
      const target = to === undefined ? {} : { TargetDBInstanceIdentifier: to }
      await acts.send(new rds.FailoverDBClusterCommand({ DBClusterIdentifier: id, ...target }))
    },
    async rebootWithFailover(id) {
      await acts.send(new rds.RebootDBInstanceCommand({ DBInstanceIdentifier: id, ForceFailover: true }))
    },
  }
}

function clusterGroup(cluster: DBCluster, instances: readonly DBInstance[]): DatabaseGroup {
  const byId = new Map(instances.map((instance) => [instance.DBInstanceIdentifier, instance]))
  return {
    kind: 'cluster',
    id: cluster.DBClusterIdentifier ?? '',
    arn: cluster.DBClusterArn ?? '',
    engine: cluster.Engine ?? '',
    status: cluster.Status ?? 'unknown',
    tags: tagsOf(cluster.TagList),
    endpoint: `${cluster.Endpoint ?? ''}:${cluster.Port ?? ''}`,
    members: (cluster.DBClusterMembers ?? []).map(
      ({ DBInstanceIdentifier: id = '', IsClusterWriter, PromotionTier: promotionTier }) => ({
        ...memberOf(id, IsClusterWriter === true, byId.get(id)),
        ...(promotionTier === undefined ? {} : { promotionTier }),
      }),
    ),
    replica: (cluster.ReplicationSourceIdentifier ?? '') !== '',
    ...restorable(cluster),
  }
}

function memberOf(id: string, writer: boolean, instance: DBInstance | undefined): DatabaseMember {
  const zone = instance?.AvailabilityZone
  return {
    id,
    writer,
    status: instance?.DBInstanceStatus ?? 'unknown',
    address: addressOf(instance),
    ...(instance === undefined ? {} : { tags: tagsOf(instance.TagList) }),
    ...standingIn(instance, zone),
  }
}

function standingIn(
  instance: DBInstance | undefined,
  zone: string | undefined,
): Pick<DatabaseMember, 'zone' | 'subnets'> {
  if (zone === undefined) return {}
  const subnets = (instance?.DBSubnetGroup?.Subnets ?? [])
    .filter(({ SubnetAvailabilityZone }) => SubnetAvailabilityZone?.Name === zone)
    .flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? [])
  return subnets.length === 0 ? { zone } : { zone, subnets }
}

/** Of a Multi-AZ instance only the zone of its standby is told. */
function instanceGroup(instance: DBInstance): DatabaseGroup {
  const id = instance.DBInstanceIdentifier ?? ''
  const standby = instance.SecondaryAvailabilityZone
  return {
    kind: 'instance',
    id,
    arn: instance.DBInstanceArn ?? '',
    engine: instance.Engine ?? '',
    status: instance.DBInstanceStatus ?? 'unknown',
    tags: tagsOf(instance.TagList),
    endpoint: addressOf(instance),
    members: [
      memberOf(id, true, instance),
      ...(instance.MultiAZ === true && standby !== undefined
        ? [
            {
              id: `${id}-standby`,
              writer: false,
              status: 'available',
              address: 'not reachable',
              ...standingIn(instance, standby),
            },
          ]
        : []),
    ],
    // Its source is named by its id within a region, and by its ARN in another one.
    replica: [instance.ReadReplicaSourceDBInstanceIdentifier, instance.ReadReplicaSourceDBClusterIdentifier].some(
      (source) => (source ?? '') !== '',
    ),
    ...restorable(instance),
  }
}

function addressOf(instance: DBInstance | undefined): string {
  const { Address = '', Port = '' } = instance?.Endpoint ?? {}
  return `${Address}:${Port}`
}

function restorable({ LatestRestorableTime: at }: DBCluster | DBInstance): Pick<DatabaseGroup, 'latestRestorableTime'> {
  return at === undefined ? {} : { latestRestorableTime: at }
}
