import { ACCOUNT, arn, databaseArn, instanceArn } from './account.ts'
import type { Shape } from './codec/wire.ts'

type ArnOf = (value: string, region: string) => string

const asIs: ArnOf = (value) => value

/** How a policy names what members of an input stand for, by service. */
const MEMBERS: Readonly<Record<string, Readonly<Record<string, ArnOf>>>> = {
  rds: {
    DBClusterIdentifier: (value, region) => (value.startsWith('arn:') ? value : arn('rds', `cluster:${value}`, region)),
    DBInstanceIdentifier: (value) => (value.startsWith('arn:') ? value : databaseArn(value)),
    SourceDBInstanceIdentifier: (value) => databaseArn(value),
    TargetDBInstanceIdentifier: (value) => databaseArn(value),
    DBSnapshotIdentifier: (value, region) => arn('rds', `snapshot:${value}`, region),
    DBClusterSnapshotIdentifier: (value, region) => arn('rds', `cluster-snapshot:${value}`, region),
    SnapshotIdentifier: (value, region) => arn('rds', `cluster-snapshot:${value}`, region),
    ResourceName: asIs,
  },
  ec2: { InstanceIds: (value) => instanceArn(value) },
  autoscaling: {
    InstanceId: (value) => instanceArn(value),
    AutoScalingGroupName: (value, region) =>
      arn('autoscaling', `autoScalingGroup:*:autoScalingGroupName/${value}`, region),
  },
  elasticloadbalancing: { TargetGroupArn: asIs, LoadBalancerArn: asIs, ResourceArns: asIs },
  'arc-zonal-shift': { resourceIdentifier: asIs },
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
    id: (value, region) => `arn:aws:fis:${region}:${ACCOUNT}:*/${value}`,
  },
}

/** ARNs of what a call is about; `*` where it names nothing. */
export function resourcesOf(service: string, input: Shape, region: string): readonly string[] {
  if (service === 's3') return [s3Arn(input)]
  const named = Object.entries(MEMBERS[service] ?? {}).flatMap(([member, toArn]) =>
    [input[member]].flat().flatMap((value) => (typeof value === 'string' ? [toArn(value, region)] : [])),
  )
  return named.length > 0 ? named : ['*']
}

function s3Arn({ Bucket, Key }: Shape): string {
  const bucket = `arn:aws:s3:::${typeof Bucket === 'string' ? Bucket : '*'}`
  return typeof Key === 'string' ? `${bucket}/${Key}` : bucket
}
