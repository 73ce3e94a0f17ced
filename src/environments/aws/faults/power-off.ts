import { NoTargetError, RefusedError } from '../../environment.ts'
import type { ScalingGroup } from '../ports/compute.ts'
import { bears } from '../ports/tags.ts'
import type { Reach } from '../reach.ts'
import type { Estate } from '../topology.ts'
import type { Resource } from './aws-fault.ts'
import type { PlannedAction } from './experiment.ts'
import { stopping } from './lasting.ts'

/** A zone that is to be lost or cut off. */
export interface Zoned {
  /** What may be drilled. */
  readonly estate: Estate
  /** Everything that there is. */
  readonly account: Estate
  readonly reach: Reach
  readonly zone: string
  /** As FIS writes it. */
  readonly duration: string
}

/** What is done to a zone beside cutting its subnets off. */
export interface Further {
  readonly stops: readonly string[]
  readonly hits: readonly Resource[]
  readonly actions: readonly PlannedAction[]
  readonly notes: readonly string[]
}

/** Its instances are stopped, none are launched there, and clusters fail over. @throws NoTargetError, RefusedError */
export async function powerOff({ estate, account, reach, zone, duration }: Zoned): Promise<Further> {
  const [instances, clusters] = inZone(estate, zone)
  const caches = estate.caches.filter(({ members }) => members.some((member) => member.zone === zone))
  const interrupted = caches.filter(({ multiAz }) => multiAz)
  if (instances.length + clusters.length + interrupted.length === 0) {
    throw new NoTargetError(
      `zone.lose: no running instance, no cluster that writes and no Multi-AZ cache in ${zone} bears the opt-in tag, so nothing would be lost: ` +
        'only its subnets would be cut off, and that is zone.isolate',
    )
  }
  const groups = await (await reach.ports.compute()).groups()
  const launching = groups.filter(({ zones }) => zones.includes(zone)).map((group) => ({ ...group, id: group.name }))
  const { refused, notes } = launchesIn(launching, reach)
  const hits = [...instances, ...clusters, ...interrupted, ...refused]
  refuseMissing([...inZone(account, zone).flat(), ...launching], hits, reach)
  return {
    stops: instances.map(({ id }) => id),
    hits,
    actions: [
      stopping(instances, duration),
      {
        name: 'Refuse-Launches',
        actionId: 'aws:ec2:asg-insufficient-instance-capacity-error',
        parameters: { duration, availabilityZoneIdentifiers: zone, percentage: '100' },
        key: 'AutoScalingGroups',
        resourceType: 'aws:ec2:autoscaling-group',
        arns: refused.map(({ arn }) => arn),
      },
      {
        name: 'Failover-Databases',
        actionId: 'aws:rds:failover-db-cluster',
        key: 'Clusters',
        resourceType: 'aws:rds:cluster',
        arns: clusters.map(({ arn }) => arn),
      },
      {
        name: 'Interrupt-Caches',
        actionId: 'aws:elasticache:replicationgroup-interrupt-az-power',
        parameters: { duration },
        key: 'ReplicationGroups',
        resourceType: 'aws:elasticache:replicationgroup',
        arns: interrupted.map(({ arn }) => arn),
        targetParameters: { availabilityZoneIdentifier: zone },
      },
    ],
    notes: [
      ...(instances.length === 0 ? ['no instance of it may be drilled and runs, so none is stopped'] : []),
      clusters.length === 0
        ? 'no cluster that may be drilled writes there, so none fails over'
        : `${clusters.map(({ id }) => id).join(', ')} is failed over by request: nobody has to detect anything`,
      ...notes,
      ...caches
        .filter(({ multiAz }) => !multiAz)
        .map(({ id }) => `the cache ${id} is not Multi-AZ, and FIS cannot take its power there`),
      ...standingTasks(estate, zone),
    ],
  }
}

/** FIS's own scenario does not stop tasks on Fargate either. */
function standingTasks({ services }: Estate, zone: string): string[] {
  const tasks = services.flatMap((service) => service.tasks.filter((task) => task.zone === zone))
  return tasks.length === 0
    ? []
    : [`tasks of ECS there are cut off and not stopped: ${tasks.map(({ name }) => name).join(', ')}`]
}

/** Instances that run in a zone, and clusters that write there. */
function inZone({ instances, databases }: Estate, zone: string) {
  return [
    instances.filter((instance) => instance.zone === zone && instance.state === 'running'),
    databases.filter(
      ({ kind, members }) => kind === 'cluster' && members.some((member) => member.writer && member.zone === zone),
    ),
  ] as const
}

/** Which groups launch nothing in the zone meanwhile, and which may all the same, in words. */
function launchesIn<Group extends ScalingGroup>(groups: readonly Group[], { settings: { optInTag } }: Reach) {
  const whyNot = ({ tags, launchTemplate }: ScalingGroup): string | undefined => {
    if (!bears(tags, optInTag)) return 'it does not bear the opt-in tag'
    return launchTemplate ? undefined : 'it has no launch template, without which FIS cannot keep it from that'
  }
  return {
    refused: groups.filter((group) => whyNot(group) === undefined),
    notes: groups.flatMap((group) => {
      const why = whyNot(group)
      return why === undefined ? [] : [`the group ${group.name} may launch instances there meanwhile: ${why}`]
    }),
  }
}

/** What a team has named as a target, and a wrong tag keeps from being one. @throws RefusedError */
function refuseMissing(
  there: readonly Required<Pick<Resource, 'id' | 'arn' | 'tags'>>[],
  hits: readonly Resource[],
  { settings: { expectedTargets = [], optInTag } }: Reach,
): void {
  const missing = there
    .filter(({ id, arn }) => expectedTargets.includes(id) || expectedTargets.includes(arn))
    .filter(({ id }) => !hits.some((hit) => hit.id === id))
  if (missing.length === 0) return
  throw new RefusedError(
    missing.map(({ id, tags }) => {
      const untagged = bears(tags, optInTag) ? '' : `: it does not bear the tag ${optInTag.key}`
      return `${id} is expected to be hit, and would not be${untagged}`
    }),
  )
}
