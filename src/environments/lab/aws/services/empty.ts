import { AwsError, type Operations } from '../call.ts'

/** Auto Scaling of an account whose instances are tasks of ECS. */
export const noGroups: Operations = {
  DescribeAutoScalingGroups: () => ({ AutoScalingGroups: [] }),
  DescribeAutoScalingInstances: () => ({ AutoScalingInstances: [] }),
  DescribeScalingActivities: () => ({ Activities: [] }),
}

/** ECS of an account without clusters: a drill that looks for some finds none. */
export const noClusters: Operations = {
  ListClusters: () => ({ clusterArns: [] }),
  DescribeClusters: ({ clusters = [] }: { readonly clusters?: readonly string[] }) => ({
    clusters: [],
    failures: clusters.map((arn) => ({ arn, reason: 'MISSING' })),
  }),
  DescribeServices: () => {
    throw new AwsError('ClusterNotFoundException', 'Cluster not found.')
  },
  ListTasks: () => {
    throw new AwsError('ClusterNotFoundException', 'Cluster not found.')
  },
}

/** ElastiCache of an account without replication groups. */
export const elastiCache: Operations = {
  DescribeReplicationGroups: ({ ReplicationGroupId }: { readonly ReplicationGroupId?: string }) => {
    if (ReplicationGroupId === undefined) return { ReplicationGroups: [] }
    throw new AwsError('ReplicationGroupNotFoundFault', `ReplicationGroup ${ReplicationGroupId} not found.`)
  },
  DescribeEvents: () => ({ Events: [] }),
}

/** DynamoDB of an account without tables: the lab has nothing that could stand for one. */
export const dynamoDb: Operations = {
  DescribeTable: ({ TableName }: { readonly TableName: string }) => {
    throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${TableName} not found`)
  },
}
