import type {
  DBCluster,
  DBInstance,
  RestoreDBClusterFromSnapshotCommandInput,
  RestoreDBClusterToPointInTimeCommandInput,
  RestoreDBInstanceFromDBSnapshotCommandInput,
  RestoreDBInstanceToPointInTimeCommandInput,
} from '@aws-sdk/client-rds'

/** What both ways of restoring an instance take. */
type InstanceLike = Omit<
  RestoreDBInstanceFromDBSnapshotCommandInput & RestoreDBInstanceToPointInTimeCommandInput,
  'DBInstanceIdentifier' | 'TargetDBInstanceIdentifier'
>
type ClusterLike = Omit<
  RestoreDBClusterFromSnapshotCommandInput & RestoreDBClusterToPointInTimeCommandInput,
  'DBClusterIdentifier' | 'SnapshotIdentifier' | 'Engine'
>

/**
 * What a copy of an instance has in common with it. Without these it would get the defaults of the account, and would not be
 * the same database to its clients. It stands in one zone: nobody waits for a second copy.
 */
export function instanceLike(source: DBInstance | undefined): InstanceLike {
  return given({
    VpcSecurityGroupIds: groupsOf(source),
    DBSubnetGroupName: source?.DBSubnetGroup?.DBSubnetGroupName,
    DBParameterGroupName: source?.DBParameterGroups?.[0]?.DBParameterGroupName,
    OptionGroupName: source?.OptionGroupMemberships?.[0]?.OptionGroupName,
    Port: source?.Endpoint?.Port,
    PubliclyAccessible: source?.PubliclyAccessible,
  })
}

export function clusterLike(source: DBCluster | undefined): ClusterLike {
  const { MinCapacity, MaxCapacity } = source?.ServerlessV2ScalingConfiguration ?? {}
  return given({
    VpcSecurityGroupIds: groupsOf(source),
    DBSubnetGroupName: source?.DBSubnetGroup,
    DBClusterParameterGroupName: source?.DBClusterParameterGroup,
    Port: source?.Port,
    // Without it the cluster takes no instance of the class db.serverless.
    ServerlessV2ScalingConfiguration: MaxCapacity === undefined ? undefined : given({ MinCapacity, MaxCapacity }),
  })
}

function groupsOf(source: DBInstance | DBCluster | undefined): string[] | undefined {
  const groups = (source?.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: group }) => group ?? [])
  return groups.length === 0 ? undefined : groups
}

type Given<Shape> = { [Key in keyof Shape]?: Exclude<Shape[Key], undefined> }

/** Without what is undefined. */
function given<Shape extends object>(shape: Shape): Given<Shape> {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Given<Shape>
}
