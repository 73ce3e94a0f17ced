import type {
  DBCluster,
  DBClusterMessage,
  DBInstance,
  DBInstanceMessage,
  DescribeDBClustersMessage,
  DescribeDBInstancesMessage,
  DescribeEventsMessage,
  Event,
  EventsMessage,
  FailoverDBClusterMessage,
  FailoverDBClusterResult,
  ListTagsForResourceMessage,
  RebootDBInstanceMessage,
  RebootDBInstanceResult,
  TagListMessage,
} from '@aws-sdk/client-rds'
import { CLUSTER, CLUSTER_ARN, databaseArn, DATABASES, REGION, SECOND_REGION } from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import { isFailingOver, isRebuilding, type LabView, readerId } from '../lab-view.ts'
import { describeCluster, describeMember, describeMultiAz } from './rds-shapes.ts'
import { RdsRestores } from './rds-restore.ts'
import { RdsSnapshots } from './rds-snapshots.ts'
import { regionEvents } from './region-events.ts'
import { describeReplica, describeSecondCluster, globalClusters, hasSecondRegion } from './second-region.ts'
import { type AbandonedFailover, rdsEvents } from './rds-events.ts'

/** Events are told of the last hour, where nobody asks for more [S]. */
const DEFAULT_LOOK_BACK_MINUTES = 60

/** The pair of databases of the lab as RDS shows it; a failover is the lab's own. */
export function rds(plane: ControlPlane): Operations {
  const snapshots = new RdsSnapshots(plane)
  const restores = new RdsRestores(plane, snapshots)
  const { databaseForm: form, lateness, conduct } = plane
  const abandoned: AbandonedFailover[] = []

  const clusters = (view: LabView, region: string): readonly DBCluster[] => {
    if (form !== 'cluster') return []
    if (region === SECOND_REGION && hasSecondRegion(view)) return [describeSecondCluster(view)]
    return region === REGION ? [describeCluster(view, lateness)] : []
  }
  const instances = (view: LabView, region: string): readonly DBInstance[] => {
    if (region === SECOND_REGION && hasSecondRegion(view)) return [describeReplica(view, form)]
    if (region !== REGION) return []
    return form === 'cluster' ? DATABASES.map((id) => describeMember(view, id)) : [describeMultiAz(view, lateness)]
  }

  /** A failover to the other region is told in both [D]. */
  const eventsIn = (view: LabView, region: string): readonly Event[] => [
    ...(region === REGION ? rdsEvents(view, form, lateness, abandoned) : []),
    ...([REGION, SECOND_REGION].includes(region) ? regionEvents(view, lateness) : []),
  ]

  /** @param promote - the database that is to be the writer. @default whichever is not */
  const failOver = async (view: LabView, promote?: string): Promise<void> => {
    if (isFailingOver(view)) throw new AwsError('InvalidDBClusterStateFault', `${CLUSTER} is failing over already`)
    const reader = readerId(view)
    if (promote !== undefined && promote !== reader) {
      throw new AwsError('InvalidDBInstanceStateFault', `${promote} is not a reader of ${CLUSTER}`)
    }
    if (view.state.info.settings.standby === 'off' || isRebuilding(view, reader)) {
      throw new AwsError('InvalidDBClusterStateFault', `${CLUSTER} has no reader that is available`)
    }
    if (conduct.now.abandonFailover === true) abandoned.push({ atMs: Date.now() })
    else await plane.effect((effects) => effects.failOver())
  }

  return {
    ...restores.operations,
    ...snapshots.operations,

    DescribeDBClusters: async (input: DescribeDBClustersMessage, call: Call): Promise<DBClusterMessage> => {
      const all = [
        ...clusters(await plane.look(), call.region),
        ...(call.region === REGION ? await restores.clusters() : []),
      ]
      const wanted = input.DBClusterIdentifier
      const found = all.filter(
        ({ DBClusterIdentifier, DBClusterArn }) =>
          wanted === undefined || wanted === DBClusterIdentifier || wanted === DBClusterArn,
      )
      if (wanted !== undefined && found.length === 0) throw clusterNotFound(wanted)
      return { DBClusters: found }
    },

    DescribeDBInstances: async (input: DescribeDBInstancesMessage, call: Call): Promise<DBInstanceMessage> => {
      const all = [
        ...instances(await plane.look(), call.region),
        ...(call.region === REGION ? await restores.instances() : []),
      ]
      const wanted = input.DBInstanceIdentifier
      const found = all.filter(
        ({ DBInstanceIdentifier, DBInstanceArn }) =>
          wanted === undefined || wanted === DBInstanceIdentifier || wanted === DBInstanceArn,
      )
      if (wanted !== undefined && found.length === 0) throw instanceNotFound(wanted)
      return { DBInstances: found }
    },

    FailoverDBCluster: async (input: FailoverDBClusterMessage): Promise<FailoverDBClusterResult> => {
      const id = input.DBClusterIdentifier ?? ''
      if (form !== 'cluster' || (id !== CLUSTER && id !== CLUSTER_ARN)) throw clusterNotFound(id)
      const view = await plane.look()
      await failOver(view, input.TargetDBInstanceIdentifier)
      return { DBCluster: { ...describeCluster(view, lateness), Status: 'failing-over' } }
    },

    RebootDBInstance: async (input: RebootDBInstanceMessage, call: Call): Promise<RebootDBInstanceResult> => {
      const id = input.DBInstanceIdentifier ?? ''
      const view = await plane.look()
      const instance = instances(view, call.region).find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === id)
      if (instance === undefined) throw instanceNotFound(id)
      if (input.ForceFailover === true && form === 'cluster') {
        // A member of a cluster is not Multi-AZ; this is how AWS says so [K].
        const text = 'ForceFailover cannot be specified since the instance is not configured for either MultiAZ'
        throw new AwsError('InvalidParameterCombination', text)
      }
      // Without ForceFailover the engine restarts where it is; the lab has no such restart, and must not say that it did.
      if (input.ForceFailover !== true) {
        throw new AwsError('NotImplementedByBlackstart', 'the lab reboots with ForceFailover=true only', 501)
      }
      await failOver(view)
      return { DBInstance: { ...instance, DBInstanceStatus: 'rebooting' } }
    },

    DescribeEvents: async (input: DescribeEventsMessage, call: Call): Promise<EventsMessage> => {
      if (input.SourceIdentifier !== undefined && input.SourceType === undefined) {
        // [S]
        throw new AwsError('InvalidParameterCombination', 'SourceIdentifier needs SourceType')
      }
      const view = await plane.look()
      const { from, to } = windowOf(input, view.nowMs)
      const all = eventsIn(view, call.region)
      return {
        Events: all.filter(
          (event) =>
            from <= Number(event.Date) &&
            Number(event.Date) <= to &&
            (input.SourceType === undefined || input.SourceType === event.SourceType) &&
            (input.SourceIdentifier === undefined || input.SourceIdentifier === event.SourceIdentifier) &&
            (input.EventCategories ?? event.EventCategories ?? []).some((one) => event.EventCategories?.includes(one)),
        ),
      }
    },

    ListTagsForResource: async (input: ListTagsForResourceMessage, call: Call): Promise<TagListMessage> => {
      const view = await plane.look()
      const tagged = [
        ...globalClusters(view, form).map(({ GlobalClusterArn: arn, TagList }) => ({ arn, TagList })),
        ...[...clusters(view, call.region), ...(await restores.clusters())].map(({ DBClusterArn, TagList }) => ({
          arn: DBClusterArn,
          TagList,
        })),
        ...[...instances(view, call.region), ...(await restores.instances())].map(({ DBInstanceArn, TagList }) => ({
          arn: DBInstanceArn,
          TagList,
        })),
      ]
      const found = tagged.find(({ arn }) => arn === input.ResourceName)
      if (found === undefined) throw instanceNotFound(input.ResourceName ?? '')
      return { TagList: found.TagList }
    },
  }
}

/** The part of time that is asked for; `Duration` is a look back in minutes [S]. */
function windowOf({ StartTime, EndTime, Duration }: DescribeEventsMessage, nowMs: number) {
  const from = StartTime?.getTime() ?? nowMs - (Duration ?? DEFAULT_LOOK_BACK_MINUTES) * 60_000
  return { from, to: EndTime?.getTime() ?? Infinity }
}

function clusterNotFound(id: string): AwsError {
  return new AwsError('DBClusterNotFoundFault', `DBCluster ${id} not found.`)
}

function instanceNotFound(id: string): AwsError {
  return new AwsError('DBInstanceNotFoundFault', `DBInstance ${databaseArn(id)} not found.`)
}
