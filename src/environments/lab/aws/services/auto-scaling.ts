import type {
  Activity,
  ActivityType,
  AutoScalingGroupNamesType,
  AutoScalingGroupsType,
  AutoScalingInstancesType,
  DescribeAutoScalingInstancesType,
  DescribeScalingActivitiesType,
  Instance,
  LifecycleState,
  TerminateInstanceInAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling'
import {
  digest,
  drillableTags,
  GROUP,
  GROUP_ARN,
  instanceId,
  REGION,
  subnetId,
  TARGET_GROUP_ARN,
  zoneName,
} from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { LabEvent } from '../lab-view.ts'
import { ZONES } from '../../names.ts'
import type { Fleet, FleetInstance } from './fleet.ts'

const LAUNCH_TEMPLATE = { LaunchTemplateId: 'lt-0b1ac0000000000a1', LaunchTemplateName: GROUP, Version: '1' }

const LIFECYCLE: Readonly<Record<FleetInstance['state'], LifecycleState>> = {
  running: 'InService',
  stopping: 'Terminating',
  stopped: 'Terminating',
  'shutting-down': 'Terminating',
  terminated: 'Terminated',
}

/** The lab's auto-scaling as the one group of its instances; its activities are what it really did. */
export function autoScaling(plane: ControlPlane, fleet: Fleet): Operations {
  const members = async (): Promise<readonly FleetInstance[]> =>
    (await fleet.instances(REGION)).filter(({ state, replaced }) => state !== 'terminated' && !replaced)
  return {
    DescribeAutoScalingGroups: async (
      { AutoScalingGroupNames }: AutoScalingGroupNamesType,
      { region }: Call,
    ): Promise<AutoScalingGroupsType> => {
      const wanted = AutoScalingGroupNames === undefined || AutoScalingGroupNames.includes(GROUP)
      if (region !== REGION || !wanted) return { AutoScalingGroups: [] }
      const { state, events } = await plane.look()
      const size = ZONES.length * state.info.settings.capacity
      return {
        AutoScalingGroups: [
          {
            AutoScalingGroupName: GROUP,
            AutoScalingGroupARN: GROUP_ARN,
            MinSize: size,
            MaxSize: size,
            DesiredCapacity: size,
            DefaultCooldown: 0,
            LaunchTemplate: LAUNCH_TEMPLATE,
            AvailabilityZones: ZONES.map(zoneName),
            VPCZoneIdentifier: ZONES.map(subnetId).join(','),
            TargetGroupARNs: [TARGET_GROUP_ARN],
            HealthCheckType: 'ELB',
            HealthCheckGracePeriod: Math.round(state.info.settings.graceMs / 1000),
            CreatedTime: new Date(events[0]?.toMs ?? 0),
            Instances: (await members()).map(describe),
            Tags: drillableTags().map((tag) => ({
              ...tag,
              ResourceId: GROUP,
              ResourceType: 'auto-scaling-group',
              PropagateAtLaunch: true,
            })),
          },
        ],
      }
    },

    DescribeAutoScalingInstances: async (
      { InstanceIds }: DescribeAutoScalingInstancesType,
      { region }: Call,
    ): Promise<AutoScalingInstancesType> => ({
      AutoScalingInstances: (region === REGION ? await members() : [])
        .filter(({ instanceId: id }) => InstanceIds === undefined || InstanceIds.includes(id))
        .map((instance) => ({
          ...describe(instance),
          AutoScalingGroupName: GROUP,
          HealthStatus: healthOf(instance).toUpperCase(),
        })),
    }),

    DescribeScalingActivities: async (
      { AutoScalingGroupName }: DescribeScalingActivitiesType,
      { region }: Call,
    ): Promise<{ Activities: Activity[] }> => {
      if (region !== REGION || (AutoScalingGroupName !== undefined && AutoScalingGroupName !== GROUP)) {
        return { Activities: [] }
      }
      return { Activities: activitiesOf((await plane.look()).events).reverse() }
    },

    TerminateInstanceInAutoScalingGroup: async (
      input: TerminateInstanceInAutoScalingGroupType,
    ): Promise<ActivityType> => {
      const [instance] = await fleet.named(REGION, [input.InstanceId ?? ''])
      if (instance === undefined) throw new AwsError('ValidationError', 'InstanceId is required')
      if (input.ShouldDecrementDesiredCapacity === true) {
        throw new AwsError('ValidationError', 'the group of the lab has a size that does not change')
      }
      await fleet.end(instance, 'terminate')
      const startedMs = Date.now()
      return {
        Activity: {
          ...activity('terminate', instance.component, startedMs, 'a user request terminated it'),
          StatusCode: 'InProgress',
          Progress: 0,
        },
      }
    },
  }
}

function healthOf({ state, unhealthy }: FleetInstance): 'Healthy' | 'Unhealthy' {
  return state === 'running' && !unhealthy ? 'Healthy' : 'Unhealthy'
}

function describe(
  instance: FleetInstance,
): Required<
  Pick<Instance, 'InstanceId' | 'AvailabilityZone' | 'LifecycleState' | 'HealthStatus' | 'ProtectedFromScaleIn'>
> {
  return {
    InstanceId: instance.instanceId,
    AvailabilityZone: zoneName(instance.zone),
    LifecycleState: LIFECYCLE[instance.state],
    HealthStatus: healthOf(instance),
    ProtectedFromScaleIn: false,
  }
}

const TOO_FEW = 'an instance was started in response to a difference between desired and actual capacity'

/**
 * What auto-scaling did, from what it told: an instance that is not well is terminated, and one is launched in its place
 * (status codes [S], texts in the manner of the service [K]). In the order of their beginnings.
 */
export function activitiesOf(events: readonly LabEvent[]): Activity[] {
  const launches = events.filter(({ kind }) => kind === 'instance-replaced')
  return events
    .filter(({ kind }) => kind === 'instance-unhealthy' || kind === 'launch-failed')
    .flatMap((lost) => {
      if (lost.kind === 'launch-failed') return [failedLaunch(lost)]
      const launch = launches.find(
        ({ component, toMs }) => toMs > lost.toMs && zoneOf(component) === zoneOf(lost.component),
      )
      if (launch !== undefined) launches.splice(launches.indexOf(launch), 1)
      const ended = activity(
        'terminate',
        lost.component,
        lost.toMs,
        'a health check found it unhealthy',
        launch?.fromMs,
      )
      if (launch === undefined) return [ended]
      return [ended, activity('launch', launch.component, launch.fromMs, TOO_FEW, launch.toMs)]
    })
    .toSorted((one, other) => Number(one.StartTime) - Number(other.StartTime))
}

function activity(
  what: 'launch' | 'terminate',
  component: string,
  startedMs: number,
  cause: string,
  endedMs?: number,
): Activity {
  const id = instanceId(component)
  const verb = what === 'launch' ? 'Launching a new' : 'Terminating'
  return {
    // An instance is launched once and ended once; its times are read anew from two clocks at every look.
    ActivityId: digest(`${what} ${component}`, 32),
    AutoScalingGroupName: GROUP,
    AutoScalingGroupARN: GROUP_ARN,
    Description: `${verb} EC2 instance: ${id}`,
    Cause: `At ${new Date(startedMs).toISOString()} ${cause}.`,
    StartTime: new Date(startedMs),
    StatusCode: endedMs === undefined ? 'InProgress' : 'Successful',
    Progress: endedMs === undefined ? 50 : 100,
    ...(endedMs !== undefined && { EndTime: new Date(endedMs) }),
  }
}

/** A launch for which there is no capacity (the code is the service's own [S], its words are in the manner of it [K]). */
function failedLaunch({ component, fromMs, toMs }: LabEvent): Activity {
  const zone = `${REGION}${zoneOf(component)}`
  return {
    ActivityId: digest(`failed launch for ${component}`, 32),
    AutoScalingGroupName: GROUP,
    AutoScalingGroupARN: GROUP_ARN,
    Description: 'Launching a new EC2 instance',
    Cause: `At ${new Date(fromMs).toISOString()} ${TOO_FEW}.`,
    StartTime: new Date(fromMs),
    EndTime: new Date(toMs),
    StatusCode: 'Failed',
    StatusMessage: `InsufficientInstanceCapacity: there is not sufficient capacity in the Availability Zone you requested (${zone}). Launching EC2 instance failed.`,
    Progress: 100,
  }
}

/** An instance names its zone, in which it is replaced: `service-a-1`. */
function zoneOf(component: string): string {
  return component.split('-').at(1) ?? ''
}
