import type { DBCluster, DBInstance } from '@aws-sdk/client-rds'
import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling'
import type { Instance, Reservation, Subnet } from '@aws-sdk/client-ec2'
import { instanceArn, zoneName, zoneNamed } from '../account.ts'
import type { ControlPlane } from '../control-plane.ts'
import { writerZone } from '../lab-view.ts'
import type { Role } from './role.ts'
import type { TargetSpec } from './shapes.ts'

/** A thing that a target of an experiment was resolved to. */
export interface Resource {
  readonly arn: string
  /** The output of the service that describes it: filters look into it. */
  readonly description: object
  readonly tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]
  /** Names of the zones it is in, for those types that are chosen by them. */
  readonly zones: readonly string[]
}

/** What there is of a type, read with the role of the experiment. */
const READERS: Readonly<Record<string, (role: Role, plane: ControlPlane) => Promise<readonly Resource[]>>> = {
  'aws:rds:cluster': async (role, plane) => {
    const { DBClusters = [] } = (await role.call('rds', 'DescribeDBClusters', {})) as { DBClusters?: DBCluster[] }
    // Where the writer is, FIS finds without another call: its documentation asks for no further permission [D].
    const zone = zoneName(writerZone(await plane.look()))
    return DBClusters.map((cluster) => ({
      arn: cluster.DBClusterArn ?? '',
      description: cluster,
      tags: cluster.TagList ?? [],
      zones: [zone],
    }))
  },
  'aws:rds:db': async (role) =>
    (await databases(role)).map((database) => ({
      arn: database.DBInstanceArn ?? '',
      description: database,
      tags: database.TagList ?? [],
      zones: [database.AvailabilityZone ?? ''],
    })),
  'aws:ec2:instance': async (role) => {
    const { Reservations = [] } = (await role.call('ec2', 'DescribeInstances', {})) as { Reservations?: Reservation[] }
    return Reservations.flatMap(({ Instances = [] }) => Instances)
      .filter(({ State }) => State?.Name !== 'terminated')
      .map((instance: Instance) => ({
        arn: instanceArn(instance.InstanceId ?? ''),
        description: instance,
        tags: instance.Tags ?? [],
        zones: [instance.Placement?.AvailabilityZone ?? ''],
      }))
  },
  'aws:ec2:autoscaling-group': async (role) => {
    const { AutoScalingGroups = [] } = (await role.call('autoscaling', 'DescribeAutoScalingGroups', {})) as {
      AutoScalingGroups?: AutoScalingGroup[]
    }
    return AutoScalingGroups.map((group) => ({
      arn: group.AutoScalingGroupARN ?? '',
      description: group,
      tags: group.Tags ?? [],
      zones: group.AvailabilityZones ?? [],
    }))
  },
  'aws:ec2:subnet': async (role) => {
    const { Subnets = [] } = (await role.call('ec2', 'DescribeSubnets', {})) as { Subnets?: Subnet[] }
    return Subnets.map((subnet) => ({
      arn: subnet.SubnetArn ?? '',
      description: subnet,
      tags: subnet.Tags ?? [],
      zones: [subnet.AvailabilityZone ?? ''],
    }))
  },
}

/** An ARN that names nothing. */
export class UnknownArnError extends Error {
  override readonly name = 'UnknownArnError'
}

/**
 * What a target means now: the ARNs that it names, or whatever has all its tags and passes all its filters, of the values of
 * each any [D]. Done once, before any action.
 *
 * @throws UnknownArnError, AwsError of the calls that the role makes
 */
export async function resolveTarget(target: TargetSpec, role: Role, plane: ControlPlane): Promise<readonly Resource[]> {
  if (target.resourceTags !== undefined) role.claim('tag:GetResources')
  const all = (await READERS[target.resourceType]?.(role, plane)) ?? []
  const { resourceArns } = target
  const chosen = resourceArns === undefined ? all.filter((one) => fits(one, target)) : byArn(resourceArns, all)
  return select(chosen, target.selectionMode)
}

async function databases(role: Role): Promise<readonly DBInstance[]> {
  const { DBInstances = [] } = (await role.call('rds', 'DescribeDBInstances', {})) as { DBInstances?: DBInstance[] }
  return DBInstances
}

/** An explicit ARN that matches nothing fails also where empty targets are skipped [unverified]. */
function byArn(arns: readonly string[], all: readonly Resource[]): readonly Resource[] {
  return arns.map((arn) => {
    const found = all.find((one) => one.arn === arn)
    if (found === undefined) throw new UnknownArnError(`${arn} does not exist`)
    return found
  })
}

function fits({ description, tags, zones }: Resource, target: TargetSpec): boolean {
  const { resourceTags = {}, filters = [], parameters = {} } = target
  const wantedZones = Object.entries(parameters)
    .filter(([name]) => name.toLowerCase().includes('availabilityzone'))
    .flatMap(([, value]) => value.split(','))
    .map((text) => zoneNamed(text.trim()))
  return (
    Object.entries(resourceTags).every(([key, value]) =>
      tags.some(({ Key, Value }) => Key === key && Value === value),
    ) &&
    filters.every(({ path, values }) => valuesAt(description, path.split('.')).some((one) => values.includes(one))) &&
    (wantedZones.length === 0 || zones.some((zone) => wantedZones.includes(zoneNamed(zone))))
  )
}

/** What stands at a path of a description; lists on the way are gone through [D]. */
function valuesAt(value: unknown, path: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, path))
  const [first, ...rest] = path
  if (first === undefined) {
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : []
  }
  return value === null || typeof value !== 'object' ? [] : valuesAt((value as Record<string, unknown>)[first], rest)
}

/** Which of them are taken by COUNT and PERCENT is left to chance, as FIS does it [D]. */
function select(resources: readonly Resource[], mode: string): readonly Resource[] {
  const [, kind, number] = /^(COUNT|PERCENT)\((\d+)\)$/.exec(mode) ?? []
  if (kind === undefined) return resources
  const count = kind === 'COUNT' ? Number(number) : Math.floor((resources.length * Number(number)) / 100)
  return resources
    .map((resource) => ({ resource, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .slice(0, count)
    .map(({ resource }) => resource)
}
