import type { Fault } from '../../../model/fault.ts'
import { partitionOf } from '../partition.ts'
import type { Via } from '../settings.ts'
import { type AwsHand, byHand } from './by-hand.ts'
import { experimenting, seeingTemplates } from './experimenting.ts'
import { type Named, type Policy, type Statement, allow, arns, inRegion, optedIn, startingEncrypted } from './policy.ts'

/** Faults that FIS is always asked for. */
const BY_FIS: ReadonlySet<Fault['kind']> = new Set([
  'zone.lose',
  'zone.isolate',
  'region.isolate',
  'instance.stop',
  'replication.pause',
])

/** Actions of FIS that a fault is composed of. */
const ACTIONS: Readonly<Partial<Record<Fault['kind'], readonly string[]>>> = {
  'database.failover': ['aws:rds:failover-db-cluster', 'aws:rds:reboot-db-instances'],
  'zone.lose': [
    'aws:ec2:asg-insufficient-instance-capacity-error',
    'aws:ec2:stop-instances',
    'aws:elasticache:replicationgroup-interrupt-az-power',
    'aws:network:disrupt-connectivity',
    'aws:rds:failover-db-cluster',
  ],
  'instance.stop': ['aws:ec2:stop-instances'],
  'zone.isolate': ['aws:network:disrupt-connectivity'],
  'region.isolate': ['aws:network:disrupt-connectivity'],
  'replication.pause': ['aws:dynamodb:global-table-pause-replication'],
}

/** What FIS is asked to do by these faults; empty when it is not asked at all. */
export function fisActionsOf(faults: readonly Fault[], via: Via): ReadonlySet<string> {
  return new Set(faults.filter((fault) => goesByFis(fault, via)).flatMap(({ kind }) => ACTIONS[kind] ?? []))
}

function goesByFis({ kind }: Fault, via: Via): boolean {
  return BY_FIS.has(kind) || (kind === 'database.failover' && via === 'fis')
}

/** What looks and changes nothing: all that `plan` and `doctor` need for these scenarios. */
export function readOnlyPolicy(faults: readonly Fault[], named: Named): Policy {
  const templates = faults.flatMap((fault) => (fault.kind === 'fis' ? [fault.templateId] : []))
  const checks = healthChecks(faults, named)
  return {
    Version: '2012-10-17',
    Statement: [
      ...reading(named),
      ...findingSubnets(faults, named),
      ...seeingTables(faults, named),
      ...(checks.length === 0
        ? []
        : [
            allow('SeeHealthChecks', ['route53:GetHealthCheck', 'route53:ListTagsForResource'], checks),
            seeingFailoverRecords(),
          ]),
      ...(templates.length === 0 ? [] : [seeingTemplates(templates, named)]),
    ],
  }
}

/**
 * Policy of whoever runs these drills: no more than they ask for.
 *
 * @param hands - what people do by the commands of a runbook. @default nothing
 */
export function operatorPolicy(
  faults: readonly Fault[],
  via: Via,
  named: Named,
  hands: ReadonlySet<AwsHand> = new Set(),
): Policy {
  const kinds = new Set(faults.map(({ kind }) => kind))
  return {
    Version: '2012-10-17',
    Statement: [
      ...reading(named),
      ...(kinds.has('database.failover') && via === 'rds' ? failingOver(named) : []),
      ...(kinds.has('instance.terminate')
        ? [
            allow('TerminateInstances', ['ec2:TerminateInstances'], arns(named, 'ec2', 'instance/*'), optedIn(named)),
            allow('StopTasks', ['ecs:StopTask'], arns(named, 'ecs', 'task/*'), optedIn(named)),
          ]
        : []),
      ...experimenting(faults, fisActionsOf(faults, via), named),
      ...invertingChecks(faults, named),
      ...findingSubnets(faults, named),
      ...seeingTables(faults, named),
      ...([...kinds].some((kind) => STOPPING.has(kind))
        ? [
            allow('StartInstancesAgain', ['ec2:StartInstances'], arns(named, 'ec2', 'instance/*'), optedIn(named)),
            startingEncrypted(named),
          ]
        : []),
      ...byHand(hands, named),
      ...sharing(named),
    ],
  }
}

/** None of these knows a resource that it could be kept to. */
function reading(named: Named): Statement[] {
  const actions = [
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:DescribeScalingActivities',
    'cloudwatch:DescribeAlarmHistory',
    'cloudwatch:DescribeAlarms',
    'ec2:DescribeInstances',
    'ecs:DescribeServices',
    'ecs:DescribeTasks',
    'ecs:ListClusters',
    'ecs:ListServices',
    'ecs:ListTasks',
    'elasticache:DescribeEvents',
    'elasticache:DescribeReplicationGroups',
    'elasticache:ListTagsForResource',
    'elasticloadbalancing:DescribeTargetHealth',
    'rds:DescribeDBClusters',
    'rds:DescribeDBInstances',
    'rds:DescribeEvents',
  ]
  return [
    allow('SeeTheSystem', actions, ['*'], inRegion(named)),
    ...(named.secondRegion === undefined
      ? []
      : [allow('SeeHowFarReplicasAreBehind', ['cloudwatch:GetMetricData'], ['*'], inRegion(named))]),
    allow('SeeWhoWeAre', ['sts:GetCallerIdentity'], ['*']),
    allow('SeeTheSafetyLever', ['fis:GetSafetyLever'], arns(named, 'fis', 'safety-lever/*')),
    ...askingTheDns(named),
  ]
}

/** Where the team names the record that leads its customers. The action knows no resources: no zone can be named. */
function askingTheDns({ record }: Named): Statement[] {
  return record === undefined ? [] : [allow('AskTheDns', ['route53:TestDNSAnswer'], ['*'])]
}

function failingOver(named: Named): Statement[] {
  return [
    // The member that is to write is named, too.
    allow('FailOverClusters', ['rds:FailoverDBCluster'], both(named), optedIn(named)),
    allow('FailOverInstances', ['rds:RebootDBInstance'], arns(named, 'rds', 'db:*'), optedIn(named)),
  ]
}

function seeingTables(faults: readonly Fault[], named: Named): Statement[] {
  const tables = faults.flatMap((fault) => (fault.kind === 'replication.pause' ? [fault.table] : []))
  if (tables.length === 0) return []
  const actions = ['dynamodb:DescribeTable', 'dynamodb:GetResourcePolicy', 'dynamodb:ListTagsOfResource']
  return [
    allow(
      'SeeTables',
      actions,
      tables.flatMap((table) => arns(named, 'dynamodb', `table/${table}`)),
    ),
  ]
}

/** Faults that need to know the subnets; a template of the team's own may hit some. */
const IN_SUBNETS: ReadonlySet<Fault['kind']> = new Set(['zone.lose', 'zone.isolate', 'region.isolate', 'fis'])

/** Faults that may stop instances. FIS starts them again at the end of its duration; when it was stopped before, we do. */
const STOPPING: ReadonlySet<Fault['kind']> = new Set(['zone.lose', 'instance.stop', 'fis'])

function findingSubnets(faults: readonly Fault[], named: Named): Statement[] {
  if (!faults.some(({ kind }) => IN_SUBNETS.has(kind))) return []
  const actions = ['ec2:DescribeNetworkAcls', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets']
  return [allow('FindSubnets', actions, ['*'], inRegion(named))]
}

/** Which records depend on a check is known by reading them all; what is asked and answered has no name to be kept to. */
function seeingFailoverRecords(): Statement {
  const actions = ['route53:ListHostedZones', 'route53:ListResourceRecordSets', 'route53:TestDNSAnswer']
  return allow('SeeFailoverRecords', actions, ['*'])
}

/** IAM knows no tags of health checks: exactly those of the scenarios are named. */
function healthChecks(faults: readonly Fault[], { region }: Named): readonly string[] {
  const ids = faults.flatMap((fault) => (fault.kind === 'dns.failover' ? [fault.healthCheck] : []))
  return ids.map((id) => `arn:${partitionOf(region).name}:route53:::healthcheck/${id}`)
}

function invertingChecks(faults: readonly Fault[], named: Named): Statement[] {
  const checks = healthChecks(faults, named)
  if (checks.length === 0) return []
  const actions = [
    'route53:ChangeTagsForResource',
    'route53:GetHealthCheck',
    'route53:ListTagsForResource',
    'route53:UpdateHealthCheck',
  ]
  return [allow('InvertHealthChecks', actions, checks), seeingFailoverRecords()]
}

function both(named: Named): string[] {
  return [...arns(named, 'rds', 'cluster:*'), ...arns(named, 'rds', 'db:*')]
}

/** The lock and the intents, where a team keeps them in a bucket. */
function sharing({ region, sharedStore }: Named): Statement[] {
  if (sharedStore === undefined) return []
  const { bucket, prefix } = sharedStore
  const arn = `arn:${partitionOf(region).name}:s3:::${bucket}`
  return [
    allow('KeepLockAndIntents', ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], [`${arn}/${prefix}*`]),
    allow('FindIntents', ['s3:ListBucket'], [arn], { StringLike: { 's3:prefix': `${prefix}*` } }),
  ]
}
