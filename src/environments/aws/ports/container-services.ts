import type { Service, Task } from '@aws-sdk/client-ecs'
import type { AwsTag } from '../../../scenario/aws-types.ts'
import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { everyPage } from '../clients/every-page.ts'
import { guarded } from '../clients/guarded.ts'
import { batches } from './batches.ts'
import { type Tags, bears, tagsOf } from './tags.ts'

/** A service of ECS: it keeps so many tasks running, and starts another one for each that stops. */
export interface ContainerService {
  readonly name: string
  readonly arn: string
  /** ARN. */
  readonly cluster: string
  /** For example `ACTIVE`, `DRAINING`. */
  readonly status: string
  readonly desired: number
  readonly running: number
  readonly targetGroups: readonly string[]
  readonly tags: Tags
  readonly events: readonly ServiceEvent[]
  /** Those that run, or are about to. */
  readonly tasks: readonly ContainerTask[]
}

/** Something that a service tells that it did. */
export interface ServiceEvent {
  readonly id: string
  readonly at: Date
  readonly text: string
}

export interface ContainerTask {
  readonly arn: string
  /** Its service and the beginning of its id, for example `shop/0b1ac000`. */
  readonly name: string
  /** For example `RUNNING`, `DEACTIVATING`, `STOPPED`. */
  readonly status: string
  /** What ECS is bringing it to: `RUNNING` or `STOPPED`. */
  readonly desired: string
  readonly zone: string
  readonly address: string
  /** @default it has none of its own, as where it shares that of an instance */
  readonly subnet?: string
  /** Its own: a service passes its tags on where it is told to. */
  readonly tags: Tags
  /** ISO 8601; empty until it runs. */
  readonly startedAt: string
  /** When its containers had ended. @default they have not */
  readonly endedAt?: Date
  /** Why, in the words of whoever stopped it. */
  readonly stoppedFor?: string
}

/** What drills ask of ECS. */
export interface ContainersPort {
  /** The services that bear a tag, with their tasks. Those that have just got the tag may be missing for a minute. */
  services(tag: AwsTag): Promise<readonly ContainerService[]>
  /** Undefined when it is not listed any more: an hour after its end. @param cluster - ARN */
  task(cluster: string, arn: string): Promise<ContainerTask | undefined>
  /** Asked once, never again by itself. */
  stop(cluster: string, arn: string, reason: string): Promise<void>
}

/** So many are described at a time. */
const MOST_SERVICES = 10
const MOST_TASKS = 100
/** For so long it is known which services bear the tag: an account may have many, and is asked every second. Milliseconds. */
const KNOWN_MS = 60_000

interface Found {
  readonly untilMs: number
  /** ARNs of services, by that of their cluster. */
  readonly byCluster: ReadonlyMap<string, readonly string[]>
}

export async function ecsContainers(access: AwsAccess): Promise<ContainersPort> {
  const ecs = await import('@aws-sdk/client-ecs')
  const client = guarded(new ecs.ECSClient(clientOptions(access, 'reads')), 'ecs', access)
  const acts = guarded(new ecs.ECSClient(clientOptions(access, 'acts')), 'ecs', access)
  const known = new Map<string, Found>()

  const described = async (cluster: string, arns: readonly string[]): Promise<readonly Service[]> => {
    const found: Service[] = []
    for (const services of batches(arns, MOST_SERVICES)) {
      const answer = await client.send(new ecs.DescribeServicesCommand({ cluster, services, include: ['TAGS'] }))
      found.push(...(answer.services ?? []))
    }
    return found
  }
  const find = async (tag: AwsTag): Promise<Found> => {
    const clusters: string[] = []
    for await (const { clusterArns = [] } of everyPage(ecs.paginateListClusters({ client }, {})))
      clusters.push(...clusterArns)
    const byCluster = new Map<string, readonly string[]>()
    for (const cluster of clusters) {
      const arns: string[] = []
      for await (const page of everyPage(ecs.paginateListServices({ client }, { cluster })))
        arns.push(...(page.serviceArns ?? []))
      const ours = (await described(cluster, arns)).filter((service) => bears(tagsFrom(service.tags), tag))
      if (ours.length > 0)
        byCluster.set(
          cluster,
          ours.map(({ serviceArn = '' }) => serviceArn),
        )
    }
    return { untilMs: performance.now() + KNOWN_MS, byCluster }
  }
  const tasksOf = async (cluster: string, serviceName: string): Promise<readonly ContainerTask[]> => {
    const arns: string[] = []
    for await (const page of everyPage(ecs.paginateListTasks({ client }, { cluster, serviceName })))
      arns.push(...(page.taskArns ?? []))
    const tasks: Task[] = []
    for (const some of batches(arns, MOST_TASKS)) {
      const answer = await client.send(new ecs.DescribeTasksCommand({ cluster, tasks: some, include: ['TAGS'] }))
      tasks.push(...(answer.tasks ?? []))
    }
    return tasks.map(taskFrom)
  }

  return {
    async services(tag) {
      const key = `${tag.key}=${tag.value}`
      let found = known.get(key)
      if (found === undefined || performance.now() >= found.untilMs) known.set(key, (found = await find(tag)))
      const all: ContainerService[] = []
      for (const [cluster, arns] of found.byCluster) {
        for (const service of await described(cluster, arns)) {
          // Its tag may have been taken away since.
          if (!bears(tagsFrom(service.tags), tag)) continue
          all.push(serviceFrom(service, await tasksOf(cluster, service.serviceName ?? '')))
        }
      }
      return all
    },
    async task(cluster, arn) {
      const answer = await client.send(new ecs.DescribeTasksCommand({ cluster, tasks: [arn], include: ['TAGS'] }))
      const [task] = answer.tasks ?? []
      return task && taskFrom(task)
    },
    stop: async (cluster, task, reason) => void (await acts.send(new ecs.StopTaskCommand({ cluster, task, reason }))),
  }
}

function serviceFrom(service: Service, tasks: readonly ContainerTask[]): ContainerService {
  return {
    name: service.serviceName ?? '',
    arn: service.serviceArn ?? '',
    cluster: service.clusterArn ?? '',
    status: service.status ?? 'unknown',
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    targetGroups: (service.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []),
    tags: tagsFrom(service.tags),
    events: (service.events ?? []).flatMap(({ id, createdAt, message }) =>
      id === undefined || createdAt === undefined ? [] : [{ id, at: createdAt, text: message ?? '' }],
    ),
    tasks,
  }
}

function taskFrom(task: Task): ContainerTask {
  const arn = task.taskArn ?? ''
  const network = (task.attachments ?? []).flatMap(({ details = [] }) => details)
  const id = arn.split('/').at(-1) ?? ''
  const { executionStoppedAt: endedAt, stoppedReason: stoppedFor } = task
  const subnet = network.find(({ name }) => name === 'subnetId')?.value
  return {
    arn,
    name: `${(task.group ?? '').replace(/^service:/, '')}/${id.slice(0, 8)}`,
    status: task.lastStatus ?? 'unknown',
    desired: task.desiredStatus ?? 'unknown',
    zone: task.availabilityZone ?? '',
    address: network.find(({ name }) => name === 'privateIPv4Address')?.value ?? '',
    tags: tagsFrom(task.tags),
    startedAt: task.startedAt?.toISOString() ?? '',
    ...(subnet === undefined ? {} : { subnet }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(stoppedFor === undefined ? {} : { stoppedFor }),
  }
}

/** ECS writes its tags in small letters. */
function tagsFrom(
  tags: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[] = [],
): Tags {
  return tagsOf(tags.map(({ key, value }) => ({ Key: key, Value: value })))
}
