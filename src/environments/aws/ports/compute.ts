import type { Activity, AutoScalingGroup } from '@aws-sdk/client-auto-scaling'
import type { Instance, NetworkAcl as RawAcl, NetworkInterface as RawInterface } from '@aws-sdk/client-ec2'
import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { everyPage } from '../clients/every-page.ts'
import { guarded } from '../clients/guarded.ts'
import type { AwsTag } from '../../../scenario/aws-types.ts'
import { partitionOf } from '../partition.ts'
import { batches } from './batches.ts'
import { type Tags, tagsOf } from './tags.ts'

/** A virtual machine. */
export interface ComputeInstance {
  readonly id: string
  readonly arn: string
  /** Its tag `Name` and its id, for all instances of a group bear one `Name`: for example `orders/i-0b1ac000000000001`. */
  readonly name: string
  /** For example `running`, `shutting-down`, `terminated`. */
  readonly state: string
  readonly zone: string
  readonly subnet: string
  readonly address: string
  readonly tags: Tags
  /** When this life of it began: an id that runs again after a stop has another one. ISO 8601. */
  readonly launchedAt: string
  /** When somebody asked for its stop; undefined while it runs, and where EC2 gives another reason. */
  readonly stoppedAt?: Date
  /** The auto-scaling group that it belongs to. */
  readonly group?: string
}

/** A group that replaces what is lost of it. */
export interface ScalingGroup {
  readonly name: string
  readonly arn: string
  /** Into which it may launch. */
  readonly zones: readonly string[]
  /** Whether it launches by a launch template, and not by what was there before that, a launch configuration. */
  readonly launchTemplate: boolean
  readonly desired: number
  readonly inService: readonly string[]
  readonly targetGroups: readonly string[]
  /** Processes that somebody has suspended, for example `Launch`: it does not replace what is lost. */
  readonly suspended: readonly string[]
  readonly tags: Tags
}

/** A part of a zone's network. */
export interface Subnet {
  readonly id: string
  readonly arn: string
  readonly zone: string
  /** By which accounts agree on a zone, for example `euc1-az1`. */
  readonly zoneId: string
  readonly vpc: string
  readonly tags: Tags
}

/** Something's connection to a subnet: of an instance, or of what AWS runs there (databases, load balancers, functions). */
export interface NetworkInterface {
  readonly id: string
  readonly subnet: string
  /** What AWS says that it is, for example `RDSNetworkInterface`. */
  readonly description: string
  /** Undefined when it is not an instance's. */
  readonly instance?: string
  readonly tags: Tags
}

/** What lets traffic into and out of subnets, or does not. */
export interface NetworkAcl {
  readonly id: string
  /** Ids of those it stands before. */
  readonly subnets: readonly string[]
  readonly tags: Tags
}

/** Something that a scaling group did. */
export interface ScalingActivity {
  readonly id: string
  readonly group: string
  readonly text: string
  readonly status: string
  readonly startedAt: Date
  readonly endedAt?: Date
}

/** Instances that bear a tag, and all groups. */
export interface Fleet {
  readonly instances: readonly ComputeInstance[]
  readonly groups: readonly ScalingGroup[]
}

/** What drills ask of EC2 and of Auto Scaling. */
export interface ComputePort {
  instances(): Promise<readonly ComputeInstance[]>
  /** Both by one reading of the groups. */
  fleet(tag: AwsTag): Promise<Fleet>
  groups(): Promise<readonly ScalingGroup[]>
  subnets(): Promise<readonly Subnet[]>
  /** Everything that stands in these subnets. */
  interfaces(subnets: readonly string[]): Promise<readonly NetworkInterface[]>
  /** The network ACLs of these subnets. */
  networkAcls(subnets: readonly string[]): Promise<readonly NetworkAcl[]>
  /** @param since - older ones may be left out */
  activities(group: string, since: Date): Promise<readonly ScalingActivity[]>
  terminate(id: string): Promise<void>
  stop(id: string): Promise<void>
  start(id: string): Promise<void>
}

/** So many values a filter takes. */
const MOST_VALUES = 200

const GROUP_TAG = 'aws:autoscaling:groupName'

export async function ec2Compute(access: AwsAccess): Promise<ComputePort> {
  const ec2 = await import('@aws-sdk/client-ec2')
  const scaling = await import('@aws-sdk/client-auto-scaling')
  const reads = guarded(new ec2.EC2Client(clientOptions(access, 'reads')), 'ec2', access)
  const acts = guarded(new ec2.EC2Client(clientOptions(access, 'acts')), 'ec2', access)
  const asg = guarded(new scaling.AutoScalingClient(clientOptions(access, 'reads')), 'autoscaling', access)
  const allGroups = async (): Promise<AutoScalingGroup[]> => {
    const groups: AutoScalingGroup[] = []
    for await (const page of everyPage(scaling.paginateDescribeAutoScalingGroups({ client: asg }, {}))) {
      groups.push(...(page.AutoScalingGroups ?? []))
    }
    return groups
  }
  const instancesIn = async (groups: readonly AutoScalingGroup[], tag?: AwsTag): Promise<ComputeInstance[]> => {
    const found: (Instance & { readonly owner: string })[] = []
    const input = tag === undefined ? {} : { Filters: [tagFilter(tag)] }
    for await (const page of everyPage(ec2.paginateDescribeInstances({ client: reads }, input))) {
      found.push(
        ...(page.Reservations ?? []).flatMap(({ Instances = [], OwnerId: owner = '' }) =>
          Instances.map((instance) => ({ ...instance, owner })),
        ),
      )
    }
    const groupOf = new Map(
      groups.flatMap(({ AutoScalingGroupName: name = '', Instances = [] }) =>
        Instances.map(({ InstanceId = '' }) => [InstanceId, name] as const),
      ),
    )
    return found.map((instance) => instanceOf(instance, groupOf, access.region))
  }
  return {
    instances: async () => await instancesIn(await allGroups()),
    async fleet(tag) {
      const groups = await allGroups()
      return { instances: await instancesIn(groups, tag), groups: groups.map(groupFrom) }
    },
    groups: async () => (await allGroups()).map(groupFrom),
    async subnets() {
      const subnets: Subnet[] = []
      for await (const page of everyPage(ec2.paginateDescribeSubnets({ client: reads }, {}))) {
        for (const subnet of page.Subnets ?? []) {
          const { SubnetId: id = '', SubnetArn: arn = '', AvailabilityZone: zone = '', VpcId: vpc = '', Tags } = subnet
          subnets.push({ id, arn, zone, zoneId: subnet.AvailabilityZoneId ?? '', vpc, tags: tagsOf(Tags) })
        }
      }
      return subnets
    },
    interfaces: (subnets) =>
      ofSubnets(
        'subnet-id',
        subnets,
        (Filters) => ec2.paginateDescribeNetworkInterfaces({ client: reads }, { Filters }),
        ({ NetworkInterfaces = [] }) => NetworkInterfaces.map(interfaceFrom),
      ),
    networkAcls: (subnets) =>
      ofSubnets(
        'association.subnet-id',
        subnets,
        (Filters) => ec2.paginateDescribeNetworkAcls({ client: reads }, { Filters }),
        ({ NetworkAcls = [] }) => NetworkAcls.map(aclFrom),
      ),
    async activities(group, since) {
      const activities: Activity[] = []
      const pages = scaling.paginateDescribeScalingActivities({ client: asg }, { AutoScalingGroupName: group })
      for await (const { Activities = [] } of everyPage(pages)) {
        activities.push(...Activities)
        // The newest come first, and weeks of them are kept.
        if (Activities.some(({ StartTime }) => StartTime !== undefined && StartTime < since)) break
      }
      return activities.map(({ ActivityId, Description = '', StatusMessage, StatusCode = '', StartTime, EndTime }) => ({
        id: ActivityId ?? `${group} ${StartTime?.toISOString()} ${Description}`,
        group,
        text: [Description, ...(StatusMessage === undefined ? [] : [StatusMessage])].join(': '),
        status: StatusCode,
        startedAt: StartTime ?? new Date(0),
        ...(EndTime === undefined ? {} : { endedAt: EndTime }),
      }))
    },
    terminate: async (id) => void (await acts.send(new ec2.TerminateInstancesCommand({ InstanceIds: [id] }))),
    stop: async (id) => void (await acts.send(new ec2.StopInstancesCommand({ InstanceIds: [id] }))),
    start: async (id) => void (await acts.send(new ec2.StartInstancesCommand({ InstanceIds: [id] }))),
  }
}

/** What EC2 has for some subnets, however many they are. @param name - of the filter that takes their ids */
async function ofSubnets<Page, Item>(
  name: string,
  subnets: readonly string[],
  pagesOf: (filters: { Name: string; Values: string[] }[]) => AsyncIterable<Page>,
  itemsIn: (page: Page) => readonly Item[],
): Promise<readonly Item[]> {
  const found: Item[] = []
  for (const Values of batches(subnets, MOST_VALUES)) {
    for await (const page of everyPage(pagesOf([{ Name: name, Values }]))) found.push(...itemsIn(page))
  }
  return found
}

function tagFilter({ key, value }: AwsTag): { readonly Name: string; readonly Values: string[] } {
  return value === undefined ? { Name: 'tag-key', Values: [key] } : { Name: `tag:${key}`, Values: [value] }
}

function instanceOf(
  instance: Instance & { readonly owner: string },
  groupOf: ReadonlyMap<string, string>,
  region: string,
): ComputeInstance {
  const id = instance.InstanceId ?? ''
  const tags = tagsOf(instance.Tags)
  const group = groupOf.get(id) ?? tags[GROUP_TAG]
  const stoppedAt = stoppedIn(instance.StateTransitionReason)
  return {
    id,
    // EC2 tells no ARNs of instances.
    arn: `arn:${partitionOf(region).name}:ec2:${region}:${instance.owner}:instance/${id}`,
    name: tags['Name'] === undefined ? id : `${tags['Name']}/${id}`,
    state: instance.State?.Name ?? 'unknown',
    zone: instance.Placement?.AvailabilityZone ?? '',
    subnet: instance.SubnetId ?? '',
    address: instance.PrivateIpAddress ?? '',
    tags,
    launchedAt: instance.LaunchTime?.toISOString() ?? '',
    ...(group === undefined ? {} : { group }),
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
  }
}

/** The time is in the words alone: `User initiated (2026-11-21 10:00:00 GMT)`. */
function stoppedIn(reason = ''): Date | undefined {
  const [, day, time] = /\((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) GMT\)/.exec(reason) ?? []
  return day === undefined ? undefined : new Date(`${day}T${time}Z`)
}

function interfaceFrom(raw: RawInterface): NetworkInterface {
  const { NetworkInterfaceId: id = '', SubnetId: subnet = '', Description, InterfaceType, Attachment, TagSet } = raw
  const description = Description === undefined || Description === '' ? (InterfaceType ?? '') : Description
  const instance = Attachment?.InstanceId
  return { id, subnet, description, tags: tagsOf(TagSet), ...(instance === undefined ? {} : { instance }) }
}

function aclFrom({ NetworkAclId: id = '', Associations = [], Tags }: RawAcl): NetworkAcl {
  return { id, subnets: Associations.flatMap(({ SubnetId }) => SubnetId ?? []), tags: tagsOf(Tags) }
}

function groupFrom(group: AutoScalingGroup): ScalingGroup {
  return {
    name: group.AutoScalingGroupName ?? '',
    arn: group.AutoScalingGroupARN ?? '',
    zones: group.AvailabilityZones ?? [],
    launchTemplate: (group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate) !== undefined,
    desired: group.DesiredCapacity ?? 0,
    inService: (group.Instances ?? [])
      .filter(({ LifecycleState, HealthStatus }) => LifecycleState === 'InService' && HealthStatus === 'Healthy')
      .map(({ InstanceId = '' }) => InstanceId),
    targetGroups: group.TargetGroupARNs ?? [],
    suspended: (group.SuspendedProcesses ?? []).flatMap(({ ProcessName }) => ProcessName ?? []),
    tags: tagsOf(group.Tags),
  }
}
