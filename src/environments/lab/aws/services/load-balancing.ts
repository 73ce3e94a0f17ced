import type {
  DescribeListenersInput,
  DescribeListenersOutput,
  DescribeLoadBalancersInput,
  DescribeLoadBalancersOutput,
  DescribeTagsInput,
  DescribeTagsOutput,
  DescribeTargetGroupsInput,
  DescribeTargetGroupsOutput,
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import {
  BALANCER,
  BALANCER_ARN,
  drillableTags,
  GROUP,
  labTags,
  LISTENER_ARN,
  REGION,
  subnetId,
  TARGET_GROUP_ARN,
  VPC,
  zoneName,
} from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import { ZONES } from '../../names.ts'
import { privateAddress } from './ecs-shapes.ts'
import type { Fleet, FleetInstance } from './fleet.ts'

/** The lab's load balancer. Target health is that of its own health checks, as far as others can know them. */
export function loadBalancing(plane: ControlPlane, fleet: Fleet): Operations {
  return {
    DescribeLoadBalancers: (
      { Names, LoadBalancerArns }: DescribeLoadBalancersInput,
      { region }: Call,
    ): DescribeLoadBalancersOutput => {
      const wanted = (Names?.includes(BALANCER) ?? true) && (LoadBalancerArns?.includes(BALANCER_ARN) ?? true)
      if (!wanted) throw new AwsError('LoadBalancerNotFoundException', 'One or more load balancers not found')
      if (region !== REGION) return { LoadBalancers: [] }
      return {
        LoadBalancers: [
          {
            LoadBalancerArn: BALANCER_ARN,
            LoadBalancerName: BALANCER,
            DNSName: '127.0.0.1',
            Scheme: 'internal',
            Type: 'application',
            State: { Code: 'active' },
            VpcId: VPC,
            AvailabilityZones: ZONES.map((zone) => ({ ZoneName: zoneName(zone), SubnetId: subnetId(zone) })),
          },
        ],
      }
    },

    DescribeListeners: async (
      { LoadBalancerArn }: DescribeListenersInput,
      { region }: Call,
    ): Promise<DescribeListenersOutput> => {
      if (region !== REGION || (LoadBalancerArn !== undefined && LoadBalancerArn !== BALANCER_ARN)) {
        return { Listeners: [] }
      }
      const { port } = new URL((await plane.look()).state.info.customerUrl)
      return {
        Listeners: [
          {
            ListenerArn: LISTENER_ARN,
            LoadBalancerArn: BALANCER_ARN,
            Port: Number(port),
            Protocol: 'HTTP',
            DefaultActions: [{ Type: 'forward', TargetGroupArn: TARGET_GROUP_ARN }],
          },
        ],
      }
    },

    DescribeTargetGroups: async (
      { Names, TargetGroupArns, LoadBalancerArn }: DescribeTargetGroupsInput,
      { region }: Call,
    ): Promise<DescribeTargetGroupsOutput> => {
      const wanted =
        (Names?.includes(GROUP) ?? true) &&
        (TargetGroupArns?.includes(TARGET_GROUP_ARN) ?? true) &&
        (LoadBalancerArn === undefined || LoadBalancerArn === BALANCER_ARN)
      if (region !== REGION || !wanted) return { TargetGroups: [] }
      const { settings } = (await plane.look()).state.info
      return {
        TargetGroups: [
          {
            TargetGroupArn: TARGET_GROUP_ARN,
            TargetGroupName: GROUP,
            Protocol: 'HTTP',
            TargetType: plane.computeForm === 'ec2' ? 'instance' : 'ip',
            VpcId: VPC,
            HealthCheckEnabled: true,
            HealthCheckIntervalSeconds: Math.max(1, Math.round(settings.healthIntervalMs / 1000)),
            UnhealthyThresholdCount: settings.healthThreshold,
            HealthyThresholdCount: settings.healthThreshold,
            LoadBalancerArns: [BALANCER_ARN],
          },
        ],
      }
    },

    DescribeTargetHealth: async ({
      TargetGroupArn,
    }: DescribeTargetHealthInput): Promise<DescribeTargetHealthOutput> => {
      if (TargetGroupArn !== TARGET_GROUP_ARN) {
        throw new AwsError('TargetGroupNotFoundException', 'One or more target groups not found')
      }
      const view = await plane.look()
      const drainingMs = plane.lateness.ms('drainingMs')
      const targets = (await fleet.instances(REGION, view)).filter(
        ({ state, endedMs }) => state !== 'terminated' || (endedMs !== undefined && view.nowMs - endedMs < drainingMs),
      )
      return { TargetHealthDescriptions: targets.map((target) => describe(target, plane)) }
    },

    DescribeTags: ({ ResourceArns = [] }: DescribeTagsInput): DescribeTagsOutput => ({
      TagDescriptions: ResourceArns.map((ResourceArn) => ({
        ResourceArn,
        // Its traffic may be led elsewhere; its targets are what is broken.
        Tags: ResourceArn === BALANCER_ARN ? drillableTags() : labTags(),
      })),
    }),
  }
}

/** States and reasons: [S]. */
function describe(
  { instanceId, component, zone, port, state, replaced, unhealthy }: FleetInstance,
  { computeForm }: Pick<ControlPlane, 'computeForm'>,
): TargetHealthDescription {
  const Id = computeForm === 'ec2' ? instanceId : privateAddress(component)
  const Target = { Id, Port: port, AvailabilityZone: zoneName(zone) }
  if (replaced || state === 'shutting-down' || state === 'terminated') {
    return {
      Target,
      TargetHealth: {
        State: 'draining',
        Reason: 'Target.DeregistrationInProgress',
        Description: 'Target deregistration is in progress',
      },
    }
  }
  // A target that died and was not yet found out is healthy to those who only ask the load balancer.
  if (!unhealthy) return { Target, TargetHealth: { State: 'healthy' } }
  return {
    Target,
    TargetHealth: { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' },
  }
}
