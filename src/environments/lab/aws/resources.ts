import { ACCOUNT, arn, BALANCER_ARN } from './account.ts'
import type { Shape } from './codec/wire.ts'

type ArnOf = (value: string, region: string, operation: string) => string

const asIs: ArnOf = (value) => value

/** How a policy names what members of an input stand for, by service. */
const MEMBERS: Readonly<Record<string, Readonly<Record<string, ArnOf>>>> = {
  rds: {
    DBClusterIdentifier: (value, region) => (value.startsWith('arn:') ? value : arn('rds', `cluster:${value}`, region)),
    SourceDBClusterIdentifier: (value, region) => arn('rds', `cluster:${value}`, region),
    DBInstanceIdentifier: (value, region) => (value.startsWith('arn:') ? value : arn('rds', `db:${value}`, region)),
    SourceDBInstanceIdentifier: (value, region) => arn('rds', `db:${value}`, region),
    TargetDBInstanceIdentifier: (value, region) => arn('rds', `db:${value}`, region),
    DBSnapshotIdentifier: (value, region) => arn('rds', `snapshot:${value}`, region),
    DBClusterSnapshotIdentifier: (value, region) => arn('rds', `cluster-snapshot:${value}`, region),
    SnapshotIdentifier: (value, region) => arn('rds', `cluster-snapshot:${value}`, region),
    // Of all regions.
    GlobalClusterIdentifier: (value) => `arn:aws:rds::${ACCOUNT}:global-cluster:${value}`,
    TargetDbClusterIdentifier: asIs,
    ResourceName: asIs,
  },
  ec2: { InstanceIds: (value, region) => arn('ec2', `instance/${value}`, region) },
  autoscaling: {
    InstanceId: (value, region) => arn('ec2', `instance/${value}`, region),
    AutoScalingGroupName: (value, region) =>
      arn('autoscaling', `autoScalingGroup:*:autoScalingGroupName/${value}`, region),
  },
  elasticloadbalancing: { TargetGroupArn: asIs, LoadBalancerArn: asIs, ResourceArns: asIs },
  // A shift is of a load balancer, and the lab has one.
  'arc-zonal-shift': { resourceIdentifier: asIs, zonalShiftId: () => BALANCER_ARN },
  // `cluster` says where to look: IAM asks about what is looked at or stopped there.
  ecs: { task: asIs, tasks: asIs, services: asIs },
  dynamodb: { TableName: (value, region) => arn('dynamodb', `table/${value}`, region), ResourceArn: asIs },
  monitoring: { AlarmName: (value, region) => arn('cloudwatch', `alarm:${value}`, region) },
  route53: {
    HostedZoneId: (value) => `arn:aws:route53:::hostedzone/${value}`,
    HealthCheckId: (value) => `arn:aws:route53:::healthcheck/${value}`,
    // Of tags; only health checks have some that drills ask for.
    ResourceId: (value) => `arn:aws:route53:::healthcheck/${value}`,
  },
  fis: {
    experimentTemplateId: (value, region) => arn('fis', `experiment-template/${value}`, region),
    experimentId: (value, region) => arn('fis', `experiment/${value}`, region),
    id: (value, region, operation) => arn('fis', `${kindInFis(operation)}/${value}`, region),
    resourceArn: asIs,
  },
}

/** What a call says: as far as it tells what it is about. */
interface Said {
  readonly service: string
  readonly operation: string
  readonly input: Shape
  readonly region: string
}

/** ARNs of what a call names; `*` where it names nothing. */
export function resourcesOf({ service, operation, input, region }: Said): readonly string[] {
  if (service === 's3') return [s3Arn(input)]
  const named = Object.entries(MEMBERS[service] ?? {}).flatMap(([member, toArn]) =>
    [input[member]].flat().flatMap((value) => (typeof value === 'string' ? [toArn(value, region, operation)] : [])),
  )
  return named.length > 0 ? named : ['*']
}

function s3Arn({ Bucket, Key }: Shape): string {
  const bucket = `arn:aws:s3:::${typeof Bucket === 'string' ? Bucket : '*'}`
  return typeof Key === 'string' ? `${bucket}/${Key}` : bucket
}

function kindInFis(operation: string): string {
  if (operation.includes('SafetyLever')) return 'safety-lever'
  if (operation.includes('Template')) return 'experiment-template'
  return operation === 'GetAction' ? 'action' : 'experiment'
}
