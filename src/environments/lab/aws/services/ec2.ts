import type {
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeInstancesRequest,
  DescribeInstancesResult,
  DescribeInstanceStatusRequest,
  DescribeInstanceStatusResult,
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  DescribeVpcsResult,
  Instance,
  InstanceStateChange,
  NetworkInterface,
  Subnet,
  TerminateInstancesRequest,
  TerminateInstancesResult,
} from '@aws-sdk/client-ec2'
import {
  ACCOUNT,
  drillableTags,
  GROUP,
  labTags,
  REGION,
  regionOfZone,
  subnetArn,
  subnetId,
  type Tag,
  VPC,
  zoneIdentifier,
  zoneName,
} from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import { type LabZone, type Zone, ZONES } from '../../names.ts'
import { passes } from './filters.ts'
import { privateAddress, taskArn } from './ecs-shapes.ts'
import { type FleetInstance, type FleetState, type Machines, NO_MACHINES } from './fleet.ts'

/** Codes of the states [S]. */
const STATE_CODES: Readonly<Record<FleetState, number>> = {
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
}

/** As a group gives them: one name for all of its instances. Only those of the first region are in it. */
function instanceTags(component: string, zone: LabZone): Tag[] {
  const group = { Key: 'aws:autoscaling:groupName', Value: GROUP }
  const part = { Key: 'blackstart:part', Value: component }
  return drillableTags({ Key: 'Name', Value: GROUP }, part, ...(regionOfZone(zone) === REGION ? [group] : []))
}

/** The service instances as instances of EC2, and the zones as what they stand in. */
export function ec2({ computeForm }: Pick<ControlPlane, 'computeForm'>, all: Machines): Operations {
  const fleet = computeForm === 'ec2' ? all : NO_MACHINES
  return {
    DescribeInstances: async (input: DescribeInstancesRequest, call: Call): Promise<DescribeInstancesResult> => {
      if (input.InstanceIds !== undefined) await fleet.named(call.region, input.InstanceIds)
      const found = (await fleet.instances(call.region)).filter(
        ({ instanceId }) => input.InstanceIds === undefined || input.InstanceIds.includes(instanceId),
      )
      const passing = found.filter((instance) =>
        passes(input.Filters, fieldsOf(instance), instanceTags(instance.component, instance.zone)),
      )
      return {
        Reservations: passing.map((instance) => ({
          ReservationId: `r-${instance.instanceId.slice(2)}`,
          OwnerId: ACCOUNT,
          Instances: [describe(instance)],
        })),
      }
    },

    DescribeInstanceStatus: async (
      input: DescribeInstanceStatusRequest,
      call: Call,
    ): Promise<DescribeInstanceStatusResult> => ({
      InstanceStatuses: (await fleet.instances(call.region))
        .filter(({ instanceId }) => input.InstanceIds === undefined || input.InstanceIds.includes(instanceId))
        .filter(({ state }) => state === 'running' || input.IncludeAllInstances === true)
        .map(({ instanceId, zone, state }) => ({
          InstanceId: instanceId,
          AvailabilityZone: zoneName(zone),
          InstanceState: { Name: state, Code: STATE_CODES[state] },
        })),
    }),

    TerminateInstances: (input: TerminateInstancesRequest, call: Call): Promise<TerminateInstancesResult> =>
      end(fleet, call, input, 'terminate').then((changes) => ({ TerminatingInstances: changes })),

    StopInstances: (input: TerminateInstancesRequest, call: Call) =>
      end(fleet, call, input, 'stop').then((changes) => ({ StoppingInstances: changes })),

    StartInstances: async (input: TerminateInstancesRequest, { region }: Call) => {
      const instances = await fleet.named(region, input.InstanceIds ?? [])
      const gone = instances.find(({ state }) => state !== 'running')
      if (gone !== undefined) {
        // The group of the lab replaces what is stopped, so there is nothing to start again.
        const text = `The instance '${gone.instanceId}' is not in a state from which it can be started.`
        throw new AwsError('IncorrectInstanceState', text)
      }
      return { StartingInstances: instances.map((instance) => change(instance, instance.state)) }
    },

    DescribeSubnets: (input: DescribeSubnetsRequest, call: Call): DescribeSubnetsResult => ({
      Subnets: ZONES.filter((zone) => call.region === REGION && wantsSubnet(input, zone)).map(describeSubnet),
    }),

    // In the lab only service instances stand in the zones' networks, whatever they are.
    DescribeNetworkInterfaces: async (
      { NetworkInterfaceIds, Filters }: DescribeNetworkInterfacesRequest,
      { region }: Call,
    ): Promise<DescribeNetworkInterfacesResult> => ({
      NetworkInterfaces: (await all.instances(region))
        .filter(({ state }) => state !== 'terminated')
        .map((instance) => (computeForm === 'ec2' ? describeInterface(instance) : interfaceOfTask(instance)))
        .filter(({ NetworkInterfaceId: id = '' }) => NetworkInterfaceIds?.includes(id) ?? true)
        .filter((one) => passes(Filters, interfaceFields(one), [])),
    }),

    DescribeVpcs: (_input: object, call: Call): DescribeVpcsResult => ({
      Vpcs:
        call.region === REGION ? [{ VpcId: VPC, CidrBlock: '10.0.0.0/16', State: 'available', Tags: labTags() }] : [],
    }),

    DescribeAvailabilityZones: (
      input: DescribeAvailabilityZonesRequest,
      call: Call,
    ): DescribeAvailabilityZonesResult => ({
      AvailabilityZones: ZONES.filter(
        (zone) => call.region === REGION && (input.ZoneNames === undefined || input.ZoneNames.includes(zoneName(zone))),
      ).map((zone) => ({
        ZoneName: zoneName(zone),
        ZoneId: zoneIdentifier(zone),
        RegionName: REGION,
        State: 'available',
      })),
    }),
  }
}

/** @throws AwsError with `DryRunOperation` when it was only asked whether it would be allowed [M] */
async function end(
  fleet: Machines,
  { region }: Call,
  { InstanceIds = [], DryRun = false }: TerminateInstancesRequest,
  how: 'terminate' | 'stop',
): Promise<InstanceStateChange[]> {
  const instances = await fleet.named(region, InstanceIds)
  if (DryRun) throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412)
  await Promise.all(instances.map((instance) => fleet.end(instance, how)))
  return instances.map((instance) => change(instance, how === 'stop' ? 'stopping' : 'shutting-down'))
}

function change({ instanceId, state }: FleetInstance, to: FleetState): InstanceStateChange {
  return {
    InstanceId: instanceId,
    PreviousState: { Name: state, Code: STATE_CODES[state] },
    CurrentState: { Name: to, Code: STATE_CODES[to] },
  }
}

function describe({ instanceId, component, zone, state, launchedMs, endedMs }: FleetInstance): Instance {
  return {
    InstanceId: instanceId,
    State: { Name: state, Code: STATE_CODES[state] },
    Placement: { AvailabilityZone: zoneName(zone), Tenancy: 'default' },
    LaunchTime: new Date(launchedMs),
    StateTransitionReason: endedMs === undefined || state === 'running' ? '' : `User initiated (${inWords(endedMs)})`,
    PrivateIpAddress: '127.0.0.1',
    Tags: instanceTags(component, zone),
    ...(state === 'terminated' ? {} : { SubnetId: subnetId(zone), VpcId: VPC }),
  }
}

/** For example `2026-11-21 10:00:00 GMT` [K]. */
function inWords(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} GMT`
}

function describeInterface({ instanceId, zone }: FleetInstance): NetworkInterface {
  return {
    NetworkInterfaceId: `eni-${instanceId.slice(2)}`,
    SubnetId: subnetId(zone),
    VpcId: VPC,
    AvailabilityZone: zoneName(zone),
    Description: '',
    InterfaceType: 'interface',
    Status: 'in-use',
    Attachment: { InstanceId: instanceId, Status: 'attached' },
    TagSet: [],
  }
}

/** It belongs to ECS, and its description tells whose it is. */
function interfaceOfTask(instance: FleetInstance): NetworkInterface {
  const { Attachment: _ofAnInstance, ...rest } = describeInterface(instance)
  return {
    ...rest,
    Description: taskArn(instance.component, regionOfZone(instance.zone)),
    PrivateIpAddress: privateAddress(instance.component),
  }
}

function interfaceFields({ NetworkInterfaceId = '', SubnetId = '', Attachment }: NetworkInterface) {
  return {
    'network-interface-id': [NetworkInterfaceId],
    'subnet-id': [SubnetId],
    'vpc-id': [VPC],
    'attachment.instance-id': [Attachment?.InstanceId ?? ''],
  }
}

function fieldsOf({ instanceId, zone, state }: FleetInstance): Record<string, string[]> {
  return {
    'instance-id': [instanceId],
    'instance-state-name': [state],
    'instance-state-code': [String(STATE_CODES[state])],
    'availability-zone': [zoneName(zone)],
    'subnet-id': [subnetId(zone)],
    'vpc-id': [VPC],
  }
}

function wantsSubnet({ SubnetIds, Filters }: DescribeSubnetsRequest, zone: Zone): boolean {
  const fields = {
    'subnet-id': [subnetId(zone)],
    'vpc-id': [VPC],
    'availability-zone': [zoneName(zone)],
    'availability-zone-id': [zoneIdentifier(zone)],
    state: ['available'],
  }
  return (SubnetIds === undefined || SubnetIds.includes(subnetId(zone))) && passes(Filters, fields, drillableTags())
}

function describeSubnet(zone: Zone): Subnet {
  return {
    SubnetId: subnetId(zone),
    SubnetArn: subnetArn(zone),
    VpcId: VPC,
    AvailabilityZone: zoneName(zone),
    AvailabilityZoneId: zoneIdentifier(zone),
    CidrBlock: `10.0.${ZONES.indexOf(zone)}.0/24`,
    State: 'available',
    OwnerId: ACCOUNT,
    Tags: drillableTags({ Key: 'Name', Value: `zone-${zone}` }),
  }
}
