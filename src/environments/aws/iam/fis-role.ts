import { type Named, type Policy, type Statement, allow, arns, inRegion, optedIn, startingEncrypted } from './policy.ts'

/** What the experiment role needs for each action that we compose (AWS documentation, "AWS FIS actions reference"). */
const OF_ACTION: Readonly<Record<string, (named: Named) => readonly Statement[]>> = {
  'aws:rds:failover-db-cluster': (named) => [
    allow('FailOverClusters', ['rds:FailoverDBCluster'], arns(named, 'rds', 'cluster:*'), optedIn(named)),
    allow('FindClusters', ['rds:DescribeDBClusters'], ['*'], inRegion(named)),
  ],
  'aws:rds:reboot-db-instances': (named) => [
    allow('RebootInstances', ['rds:RebootDBInstance'], arns(named, 'rds', 'db:*'), optedIn(named)),
    allow('FindDatabases', ['rds:DescribeDBInstances'], ['*'], inRegion(named)),
  ],
  'aws:ec2:stop-instances': (named) => [
    allow(
      'StopAndStartInstances',
      ['ec2:StopInstances', 'ec2:StartInstances'],
      arns(named, 'ec2', 'instance/*'),
      optedIn(named),
    ),
    startingEncrypted(named),
    allow('FindInstances', ['ec2:DescribeInstances'], ['*'], inRegion(named)),
  ],
  'aws:ec2:asg-insufficient-instance-capacity-error': (named) => [
    // It knows no resource: what is done, and to which groups, is in its conditions alone.
    allow('RefuseLaunches', ['ec2:InjectApiError'], ['*'], {
      StringEquals: { 'ec2:FisActionId': 'aws:ec2:asg-insufficient-instance-capacity-error' },
      'ForAllValues:ArnLike': { 'ec2:FisTargetArns': groups(named) },
      // "All" holds for none as well.
      Null: { 'ec2:FisTargetArns': 'false' },
    }),
    allow('FindGroups', ['autoscaling:DescribeAutoScalingGroups'], ['*'], inRegion(named)),
  ],
  'aws:elasticache:replicationgroup-interrupt-az-power': (named) => [
    allow(
      'InterruptCaches',
      ['elasticache:InterruptClusterAzPower'],
      arns(named, 'elasticache', 'replicationgroup:*'),
      optedIn(named),
    ),
    allow('FindCaches', ['elasticache:DescribeReplicationGroups'], ['*'], inRegion(named)),
  ],
  'aws:dynamodb:global-table-pause-replication': (named) => [
    allow(
      'PauseTables',
      [
        'dynamodb:DeleteResourcePolicy',
        'dynamodb:DescribeTable',
        'dynamodb:GetResourcePolicy',
        'dynamodb:PutResourcePolicy',
      ],
      arns(named, 'dynamodb', 'table/*'),
      optedIn(named),
    ),
  ],
  'aws:network:disrupt-connectivity': (named) => [
    allow(
      'FindNetwork',
      [
        'ec2:DescribeManagedPrefixLists',
        'ec2:DescribeNetworkAcls',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
        'ec2:GetManagedPrefixListEntries',
      ],
      ['*'],
      inRegion(named),
    ),
    allow('MakeNetworkAcl', ['ec2:CreateNetworkAcl'], arns(named, 'ec2', 'network-acl/*'), {
      StringEquals: { 'aws:RequestTag/managedByFIS': 'true' },
    }),
    allow('MakeNetworkAclIn', ['ec2:CreateNetworkAcl'], arns(named, 'ec2', 'vpc/*')),
    allow('TagNetworkAcl', ['ec2:CreateTags'], arns(named, 'ec2', 'network-acl/*'), {
      StringEquals: { 'aws:RequestTag/managedByFIS': 'true', 'ec2:CreateAction': 'CreateNetworkAcl' },
    }),
    // FIS marks what it has made; nothing else is changed or removed.
    allow('EndNetworkAcl', ['ec2:CreateNetworkAclEntry', 'ec2:DeleteNetworkAcl'], arns(named, 'ec2', 'network-acl/*'), {
      StringEquals: { 'ec2:ResourceTag/managedByFIS': 'true' },
    }),
    allow('CutSubnets', ['ec2:ReplaceNetworkAclAssociation'], arns(named, 'ec2', 'subnet/*'), optedIn(named)),
    // The one that was there before is put back, and it is not FIS's.
    allow('PutNetworkAcl', ['ec2:ReplaceNetworkAclAssociation'], arns(named, 'ec2', 'network-acl/*')),
  ],
}

function groups(named: Named): string[] {
  return arns(named, 'autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*')
}

/** Policy of the role that FIS takes on, for these actions of its catalogue. */
export function fisRolePolicy(actionIds: ReadonlySet<string>, named: Named): Policy {
  const statements = [...actionIds].toSorted().flatMap((actionId) => OF_ACTION[actionId]?.(named) ?? [])
  return { Version: '2012-10-17', Statement: statements }
}

/** Who may take on that role: FIS, and only for experiments of these accounts (the "confused deputy"). */
export function fisTrustPolicy(named: Named): unknown {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'fis.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': named.accounts },
          ArnLike: { 'aws:SourceArn': arns(named, 'fis', 'experiment/*') },
        },
      },
    ],
  }
}
