/** What FIS says about an action: what it acts on, and what it is told. */
export interface ActionSpec {
  /** Name and type of its target; undefined for an action on nothing. */
  readonly target?: readonly [key: string, resourceType: string]
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

const on = (key: string, resourceType: string, required = '', optional = ''): ActionSpec => ({
  target: [key, resourceType],
  required: words(required),
  optional: words(optional),
})
const onNothing = (required: string): ActionSpec => ({ required: words(required), optional: [] })

/** The actions that the lab has something real to do for, as AWS documents them [D]. Others are refused, not pretended. */
export const ACTIONS: Readonly<Record<string, ActionSpec>> = {
  'aws:fis:wait': onNothing('duration'),
  'aws:cloudwatch:assert-alarm-state': onNothing('alarmArns alarmStates'),
  'aws:rds:failover-db-cluster': on('Clusters', 'aws:rds:cluster'),
  'aws:rds:reboot-db-instances': on('DBInstances', 'aws:rds:db', '', 'forceFailover'),
  'aws:ec2:terminate-instances': on('Instances', 'aws:ec2:instance'),
  'aws:ec2:stop-instances': on(
    'Instances',
    'aws:ec2:instance',
    '',
    'startInstancesAfterDuration completeIfInstancesTerminated',
  ),
  'aws:ec2:asg-insufficient-instance-capacity-error': on(
    'AutoScalingGroups',
    'aws:ec2:autoscaling-group',
    'duration availabilityZoneIdentifiers',
    'percentage',
  ),
  'aws:network:disrupt-connectivity': on('Subnets', 'aws:ec2:subnet', 'duration scope', 'prefixListIdentifier'),
}

/** Types of targets, and the parameters by which they can be chosen [D]. */
export const RESOURCE_TYPES: Readonly<Record<string, readonly string[]>> = {
  'aws:rds:cluster': ['writerAvailabilityZoneIdentifiers'],
  'aws:rds:db': ['availabilityZoneIdentifiers'],
  'aws:ec2:instance': ['availabilityZoneIdentifier'],
  'aws:ec2:autoscaling-group': [],
  'aws:ec2:subnet': ['availabilityZoneIdentifier', 'vpc'],
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ')
}
