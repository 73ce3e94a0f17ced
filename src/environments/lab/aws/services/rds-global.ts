import type {
  DescribeGlobalClustersMessage,
  FailoverGlobalClusterMessage,
  FailoverGlobalClusterResult,
  GlobalCluster,
  GlobalClustersMessage,
  PromoteReadReplicaMessage,
  PromoteReadReplicaResult,
  SwitchoverGlobalClusterMessage,
} from '@aws-sdk/client-rds'
import { SECOND_REGION } from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { LabView } from '../lab-view.ts'
import { begun } from '../../labd/regions/begun.ts'
import {
  describeReplica,
  failoverState,
  globalClusters,
  hasSecondRegion,
  isSecondRegionWriter,
  regionFailover,
  REPLICA,
  SECOND_CLUSTER_ARN,
} from './second-region.ts'

/** The global cluster and the replica of the second region; a failover is that of the lab. */
export function rdsGlobal(plane: ControlPlane): Operations {
  const { databaseForm: form } = plane

  const found = async (id: string | undefined): Promise<{ readonly view: LabView; readonly global: GlobalCluster }> => {
    const view = await plane.look()
    const global = globalClusters(view, form).find(({ GlobalClusterIdentifier: known }) => known === id)
    if (global === undefined) throw new AwsError('GlobalClusterNotFoundFault', `Global cluster ${id ?? ''} not found`)
    return { view, global }
  }

  const failOver = async (
    { GlobalClusterIdentifier, TargetDbClusterIdentifier }: SwitchoverGlobalClusterMessage,
    how: 'allow-data-loss' | 'switchover',
  ): Promise<FailoverGlobalClusterResult> => {
    const { view, global } = await found(GlobalClusterIdentifier)
    if (TargetDbClusterIdentifier !== SECOND_CLUSTER_ARN) {
      throw new AwsError('DBClusterNotFoundFault', `${TargetDbClusterIdentifier ?? ''} is no secondary cluster`)
    }
    mustBeOpen(view)
    await plane.effect((effects) => begun(effects.region({ act: 'fail-over', how })))
    const FailoverState = failoverState('pending', how === 'allow-data-loss')
    return { GlobalCluster: { ...global, Status: 'failing-over', FailoverState } }
  }

  return {
    DescribeGlobalClusters: async ({
      GlobalClusterIdentifier: id,
    }: DescribeGlobalClustersMessage): Promise<GlobalClustersMessage> => {
      if (id !== undefined) return { GlobalClusters: [(await found(id)).global] }
      return { GlobalClusters: [...globalClusters(await plane.look(), form)] }
    },

    FailoverGlobalCluster: (input: FailoverGlobalClusterMessage): Promise<FailoverGlobalClusterResult> => {
      if (input.AllowDataLoss === true && input.Switchover === true) {
        throw new AwsError('InvalidParameterCombination', 'AllowDataLoss and Switchover exclude each other')
      }
      // Neither of them is a switchover [S].
      return failOver(input, input.AllowDataLoss === true ? 'allow-data-loss' : 'switchover')
    },

    SwitchoverGlobalCluster: (input: SwitchoverGlobalClusterMessage): Promise<FailoverGlobalClusterResult> =>
      failOver(input, 'switchover'),

    PromoteReadReplica: async (input: PromoteReadReplicaMessage, call: Call): Promise<PromoteReadReplicaResult> => {
      const view = await plane.look()
      const isThere = call.region === SECOND_REGION && hasSecondRegion(view) && input.DBInstanceIdentifier === REPLICA
      if (form !== 'instance' || !isThere) {
        throw new AwsError('DBInstanceNotFoundFault', `DBInstance ${input.DBInstanceIdentifier ?? ''} not found.`)
      }
      if (isSecondRegionWriter(view)) {
        throw new AwsError('InvalidDBInstanceStateFault', `${REPLICA} is no read replica any more`)
      }
      await plane.effect((effects) => begun(effects.region({ act: 'fail-over' })))
      return { DBInstance: { ...describeReplica(view, form), DBInstanceStatus: 'modifying' } }
    },
  }
}

/** A failover that has failed may be asked for again. */
function mustBeOpen(view: LabView): void {
  const failover = regionFailover(view)
  if (failover === undefined || failover.end?.kind === 'failover-failed') return
  throw new AwsError('InvalidGlobalClusterStateFault', 'the second region is the writer already, or becomes it now')
}
