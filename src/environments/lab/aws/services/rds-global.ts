import type {
  DescribeGlobalClustersMessage,
  FailoverGlobalClusterMessage,
  FailoverGlobalClusterResult,
  GlobalClustersMessage,
  PromoteReadReplicaMessage,
  PromoteReadReplicaResult,
  SwitchoverGlobalClusterMessage,
} from '@aws-sdk/client-rds'
import { SECOND_REGION } from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { LabView } from '../lab-view.ts'
import {
  describeGlobalCluster,
  describeReplica,
  hasSecondRegion,
  regionFailover,
  REPLICA,
  SECOND_CLUSTER_ARN,
} from './second-region.ts'

/** The global cluster and the replica of the second region; a failover is that of the lab. */
export function rdsGlobal(plane: ControlPlane): Operations {
  const { databaseForm: form } = plane
  let isDataLossAllowed = false

  const globalView = async (id: string | undefined): Promise<LabView> => {
    const view = await plane.look()
    const { GlobalClusterIdentifier } = describeGlobalCluster(view, false)
    if (form !== 'cluster' || !hasSecondRegion(view) || (id !== undefined && id !== GlobalClusterIdentifier)) {
      throw new AwsError('GlobalClusterNotFoundFault', `Global cluster ${id ?? ''} not found`)
    }
    return view
  }

  const failOver = async (
    { GlobalClusterIdentifier, TargetDbClusterIdentifier }: SwitchoverGlobalClusterMessage,
    allowDataLoss: boolean,
  ): Promise<FailoverGlobalClusterResult> => {
    const view = await globalView(GlobalClusterIdentifier)
    if (TargetDbClusterIdentifier !== SECOND_CLUSTER_ARN) {
      throw new AwsError('DBClusterNotFoundFault', `${TargetDbClusterIdentifier ?? ''} is no secondary cluster`)
    }
    mustBeFirst(view)
    isDataLossAllowed = allowDataLoss
    await plane.effect((effects) => begin(effects.region({ act: 'fail-over' })))
    return { GlobalCluster: { ...describeGlobalCluster(view, allowDataLoss), Status: 'failing-over' } }
  }

  return {
    DescribeGlobalClusters: async (input: DescribeGlobalClustersMessage): Promise<GlobalClustersMessage> => {
      const view = await plane.look()
      if (input.GlobalClusterIdentifier === undefined && (form !== 'cluster' || !hasSecondRegion(view))) {
        return { GlobalClusters: [] }
      }
      await globalView(input.GlobalClusterIdentifier)
      return { GlobalClusters: [describeGlobalCluster(view, isDataLossAllowed)] }
    },

    FailoverGlobalCluster: (input: FailoverGlobalClusterMessage): Promise<FailoverGlobalClusterResult> => {
      if (input.AllowDataLoss === true && input.Switchover === true) {
        throw new AwsError('InvalidParameterCombination', 'AllowDataLoss and Switchover exclude each other')
      }
      // Neither of them is a switchover [S].
      return failOver(input, input.AllowDataLoss === true)
    },

    SwitchoverGlobalCluster: (input: SwitchoverGlobalClusterMessage): Promise<FailoverGlobalClusterResult> =>
      failOver(input, false),

    PromoteReadReplica: async (input: PromoteReadReplicaMessage, call: Call): Promise<PromoteReadReplicaResult> => {
      const view = await plane.look()
      const isThere = call.region === SECOND_REGION && hasSecondRegion(view) && input.DBInstanceIdentifier === REPLICA
      if (form !== 'instance' || !isThere) {
        throw new AwsError('DBInstanceNotFoundFault', `DBInstance ${input.DBInstanceIdentifier ?? ''} not found.`)
      }
      if (regionFailover(view) !== undefined) {
        throw new AwsError('InvalidDBInstanceStateFault', `${REPLICA} is no read replica any more`)
      }
      await plane.effect((effects) => begin(effects.region({ act: 'fail-over' })))
      return { DBInstance: { ...describeReplica(view, form), DBInstanceStatus: 'modifying' } }
    },
  }
}

/** The lab fails over to its second region once. */
function mustBeFirst(view: LabView): void {
  if (regionFailover(view) !== undefined) {
    throw new AwsError('InvalidGlobalClusterStateFault', 'the second region is the writer already, or becomes it now')
  }
}

/** The call returns when the failover has begun; how it goes on is told by the states and the events. */
async function begin(work: Promise<void>): Promise<void> {
  const soon = new Promise<void>((resolve) => setTimeout(resolve, BEGUN_MS).unref())
  work.catch(() => {})
  await Promise.race([work, soon])
}

/** What fails at once, fails for whoever asked. */
const BEGUN_MS = 200
