import type {
  DescribeServicesRequest,
  DescribeServicesResponse,
  DescribeTasksRequest,
  DescribeTasksResponse,
  ListServicesRequest,
  ListTasksRequest,
  Service,
  StopTaskRequest,
  StopTaskResponse,
  Tag,
  Task,
} from '@aws-sdk/client-ecs'
import { CLUSTER, drillableTags, GROUP, REGION, subnetId, TARGET_GROUP_ARN, zoneName } from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import { ZONES } from '../../names.ts'
import type { Fleet, FleetInstance, FleetState } from './fleet.ts'
import { clusterArn, privateAddress, serviceArn, serviceEvents, taskArn } from './ecs-shapes.ts'

/** How far a task is when its instance is so, and what ECS is bringing it to [S]. */
const STATES: Readonly<Record<FleetState, readonly [last: string, desired: string]>> = {
  running: ['RUNNING', 'RUNNING'],
  'shutting-down': ['DEPROVISIONING', 'STOPPED'],
  terminated: ['STOPPED', 'STOPPED'],
  stopping: ['DEPROVISIONING', 'STOPPED'],
  stopped: ['STOPPED', 'STOPPED'],
}

/** The service instances as tasks of one service on Fargate, in a cluster of each region; what stops is really killed. */
export function ecs(plane: ControlPlane, fleet: Fleet): Operations {
  const reasons = new Map<string, string>()
  const tasks = async (region: string, cluster: string | undefined): Promise<readonly FleetInstance[]> => {
    mustBeOurs(cluster, region)
    return await fleet.instances(region)
  }
  const described = (instance: FleetInstance, region: string, include: readonly string[] = []): Task => ({
    ...describe(instance, region),
    ...(include.includes('TAGS') && { tags: TAGS }),
    ...(STATES[instance.state][1] === 'STOPPED' && whyStopped(instance, reasons.get(instance.instanceId))),
  })
  const service = async (region: string): Promise<Service> => {
    const view = await plane.look()
    const running = (await fleet.instances(region, view)).filter(({ state }) => state === 'running')
    const { capacity } = view.state.info.settings
    return {
      serviceArn: serviceArn(region),
      serviceName: GROUP,
      clusterArn: clusterArn(region),
      status: 'ACTIVE',
      schedulingStrategy: 'REPLICA',
      launchType: 'FARGATE',
      propagateTags: 'SERVICE',
      desiredCount: (region === REGION ? ZONES.length : 1) * capacity,
      runningCount: running.length,
      pendingCount: 0,
      loadBalancers:
        region === REGION ? [{ targetGroupArn: TARGET_GROUP_ARN, containerName: 'service', containerPort: 80 }] : [],
      events: serviceEvents(view.events, region),
      tags: TAGS,
    }
  }

  return {
    ListClusters: (_input: object, { region }: Call) => ({ clusterArns: [clusterArn(region)] }),

    ListServices: ({ cluster }: ListServicesRequest, { region }: Call) => {
      mustBeOurs(cluster, region)
      return { serviceArns: [serviceArn(region)] }
    },

    DescribeServices: async (
      { cluster, services = [], include = [] }: DescribeServicesRequest,
      { region }: Call,
    ): Promise<DescribeServicesResponse> => {
      mustBeOurs(cluster, region)
      const { tags, ...rest } = await service(region)
      const isOurs = (name: string): boolean => name === GROUP || name === serviceArn(region)
      return {
        services: services.filter(isOurs).map(() => ({ ...rest, ...(include.includes('TAGS') && { tags }) })),
        failures: services.filter((name) => !isOurs(name)).map((name) => ({ arn: name, reason: 'MISSING' })),
      }
    },

    ListTasks: async (
      { cluster, serviceName = GROUP, desiredStatus = 'RUNNING' }: ListTasksRequest,
      { region }: Call,
    ) => {
      if (serviceName !== GROUP) throw new AwsError('ServiceNotFoundException', 'Service not found.')
      const all = await tasks(region, cluster)
      const wanted = all.filter(({ state }) => STATES[state][1] === desiredStatus)
      return { taskArns: wanted.map(({ component }) => taskArn(component, region)) }
    },

    DescribeTasks: async (
      { cluster, tasks: wanted = [], include = [] }: DescribeTasksRequest,
      { region }: Call,
    ): Promise<DescribeTasksResponse> => {
      const all = await tasks(region, cluster)
      const found = wanted.map((name) => [name, all.find((one) => isNamed(one, name, region))] as const)
      return {
        tasks: found.flatMap(([, one]) => (one === undefined ? [] : [described(one, region, include)])),
        failures: found.flatMap(([name, one]) => (one === undefined ? [{ arn: name, reason: 'MISSING' }] : [])),
      }
    },

    StopTask: async ({ cluster, task = '', reason }: StopTaskRequest, { region }: Call): Promise<StopTaskResponse> => {
      const found = (await tasks(region, cluster)).find((one) => isNamed(one, task, region))
      if (found === undefined) throw new AwsError('InvalidParameterException', 'The referenced task was not found.')
      reasons.set(found.instanceId, reason ?? 'Task stopped by user')
      await fleet.end(found, 'terminate')
      return { task: { ...described(found, region), desiredStatus: 'STOPPED' } }
    },
  }
}

/** A service passes its tags on to its tasks. ECS writes them in small letters. */
const TAGS: Tag[] = drillableTags().map(({ Key: key, Value: value }) => ({ key, value }))

function describe({ component, zone, state, launchedMs }: FleetInstance, region: string): Task {
  const [lastStatus, desiredStatus] = STATES[state]
  const startedAt = new Date(launchedMs)
  return {
    taskArn: taskArn(component, region),
    clusterArn: clusterArn(region),
    group: `service:${GROUP}`,
    launchType: 'FARGATE',
    lastStatus,
    desiredStatus,
    availabilityZone: zoneName(zone),
    createdAt: startedAt,
    startedAt,
    attachments: [
      {
        type: 'ElasticNetworkInterface',
        status: 'ATTACHED',
        details: [
          { name: 'subnetId', value: subnetId(zone) },
          { name: 'privateIPv4Address', value: privateAddress(component) },
        ],
      },
    ],
  }
}

/** Words of a scheduler that replaces what is not well: in the manner of the service [K]. */
function whyStopped({ endedMs }: FleetInstance, reason: string | undefined): Partial<Task> {
  if (reason === undefined) {
    return { stopCode: 'ServiceSchedulerInitiated', stoppedReason: `Task failed ELB health checks in (${CLUSTER})` }
  }
  return {
    stopCode: 'UserInitiated',
    stoppedReason: reason,
    ...(endedMs !== undefined && { executionStoppedAt: new Date(endedMs) }),
  }
}

function isNamed({ component }: FleetInstance, name: string, region: string): boolean {
  const own = taskArn(component, region)
  return own === name || own.endsWith(`/${name}`)
}

/** @throws AwsError */
function mustBeOurs(cluster: string | undefined, region: string): void {
  if (cluster === CLUSTER || cluster === clusterArn(region)) return
  throw new AwsError('ClusterNotFoundException', 'Cluster not found.')
}
