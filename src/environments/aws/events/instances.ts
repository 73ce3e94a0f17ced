import type { ContainerService } from '../ports/container-services.ts'
import { bears } from '../ports/tags.ts'
import type { Reach } from '../reach.ts'
import { type Estate, GONE } from '../topology.ts'
import type { Sighting, Watcher } from './sighting.ts'

const SECOND_MS = 1_000

/** An instance or a task, as it is at one look. */
interface Seen {
  /** How events name it. */
  readonly name: string
  readonly text: string
  /** Who told. */
  readonly source: string
  /** Whether it serves for all that anybody knows. @default a load balancer knows better */
  readonly serves?: boolean
}

/** Instances and tasks that go and come, and what the load balancer thinks of them. */
export function instanceWatcher(reach: Reach, since: Date): Watcher {
  let before = new Map<string, Seen>()
  let health = new Map<string, string>()
  const told = new Set<string>()
  return {
    name: 'instances',
    clocks: reach.clocks,
    async look() {
      const { ours, ...estate } = await servingEstate(reach)
      const now = standing(estate)
      const first = before.size === 0
      const changes = first ? [] : comingsAndGoings(before, now)
      before = now
      const healthNow = await healthOf(reach, [...ours, ...estate.services])
      const judged = first ? [] : changedHealth(health, healthNow)
      health = healthNow
      const names = ours.map(({ name }) => name)
      const acted = [...(await activities(reach, names, since)), ...serviceEvents(estate.services, since)]
      return [...changes, ...judged, ...acted.flatMap(({ id, ...one }) => (told.has(id) ? [] : (told.add(id), [one])))]
    },
  }
}

/** What serves, with the groups of it; databases are looked at by somebody else. */
async function servingEstate({ ports, settings: { optInTag } }: Reach) {
  const [{ instances, groups }, services] = await Promise.all([
    ports.compute().then((compute) => compute.fleet(optInTag)),
    ports.containers().then((containers) => containers.services(optInTag)),
  ])
  const there = instances.filter(({ state, tags }) => !GONE.has(state) && bears(tags, optInTag))
  return {
    instances: there,
    services,
    ours: groups.filter(({ name }) => there.some(({ group }) => group === name)),
  }
}

function standing({ instances, services }: Pick<Estate, 'instances' | 'services'>): Map<string, Seen> {
  return new Map<string, Seen>([
    ...instances.map(
      ({ id, name, state }) => [id, { name: id, text: `${name} ${state}`, source: 'ec2:DescribeInstances' }] as const,
    ),
    ...services.flatMap(({ tasks, targetGroups }) =>
      tasks.map(({ arn, name, status }) => {
        const serves = targetGroups.length === 0 && status === 'RUNNING'
        return [arn, { name, text: `${name} ${status}`, source: 'ecs:DescribeTasks', serves }] as const
      }),
    ),
  ])
}

function comingsAndGoings(before: ReadonlyMap<string, Seen>, now: ReadonlyMap<string, Seen>): Sighting[] {
  const gone = [...before].filter(([id]) => !now.has(id))
  const come = [...now].filter(([id]) => !before.has(id))
  const serving = [...now].filter(([id, { serves }]) => serves === true && before.get(id)?.serves !== true)
  return [
    ...gone.map(([, { name, text, source }]) => ({
      kind: 'instance-lost',
      component: name,
      text: `${text} is gone`,
      source,
    })),
    ...come.map(([, { name, text, source }]) => ({
      kind: 'instance-replacing',
      component: name,
      text: `${text} has come`,
      source,
    })),
    ...serving.map(([, { name, text, source }]) => ({ kind: 'instance-replaced', component: name, text, source })),
  ]
}

async function healthOf(
  reach: Reach,
  balanced: readonly { readonly targetGroups: readonly string[] }[],
): Promise<Map<string, string>> {
  const balancers = await reach.ports.balancers()
  const arns = [...new Set(balanced.flatMap(({ targetGroups }) => targetGroups))]
  const all = await Promise.all(arns.map((arn) => balancers.health(arn)))
  return new Map(all.flat().map(({ target, state }) => [target, state]))
}

function changedHealth(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Sighting[] {
  const source = 'elasticloadbalancing:DescribeTargetHealth'
  return [...now].flatMap(([target, state]) => {
    const was = before.get(target)
    if (was === state) return []
    const text = `the load balancer holds ${target} for ${state}${was === undefined ? '' : `, and held it for ${was}`}`
    if (state === 'healthy') return [{ kind: 'instance-replaced', component: target, text, source }]
    return was === 'healthy' ? [{ kind: 'instance-unhealthy', component: target, text, source }] : []
  })
}

/** Something that AWS tells by itself, and again at every look. */
type Told = Sighting & { readonly id: string }

/** What the groups tell that they did: in their words, at their times. */
async function activities(reach: Reach, groups: readonly string[], since: Date): Promise<Told[]> {
  const compute = await reach.ports.compute()
  const all = await Promise.all(groups.map((name) => compute.activities(name, since)))
  return all.flat().flatMap(({ id, group, text, status, startedAt, endedAt }) => {
    if (endedAt === undefined || endedAt < since) return []
    return [
      {
        id,
        kind: 'scaling-activity',
        component: group,
        text: `${text} (${status})`,
        source: 'autoscaling:DescribeScalingActivities',
        // Ends are told by the second.
        at: { from: startedAt, to: new Date(endedAt.getTime() + SECOND_MS) },
      },
    ]
  })
}

/** The same of services of ECS. */
function serviceEvents(services: readonly ContainerService[], since: Date): Told[] {
  return services.flatMap(({ name, events }) =>
    events
      .filter(({ at }) => at >= since)
      .map(({ id, at, text }) => ({
        id,
        kind: 'service-event',
        component: name,
        text,
        source: 'ecs:DescribeServices',
        at: { from: at, to: at },
      })),
  )
}
