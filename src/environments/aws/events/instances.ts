import type { ScalingGroup } from '../ports/compute.ts'
import type { Reach } from '../reach.ts'
import { readEstate } from '../topology.ts'
import type { Sighting, Watcher } from './sighting.ts'

const SECOND_MS = 1_000

/** Instances that go and come, and what the load balancer thinks of them. */
export function instanceWatcher(reach: Reach, since: Date): Watcher {
  let before = new Map<string, string>()
  let health = new Map<string, string>()
  const told = new Set<string>()
  return {
    name: 'instances',
    clocks: reach.clocks,
    async look() {
      const compute = await reach.ports.compute()
      const [{ instances }, groups] = await Promise.all([readEstate(reach), compute.groups()])
      const ours = groups.filter(({ name }) => instances.some(({ group }) => group === name))
      const now = new Map(instances.map(({ id, name, state }) => [id, `${name} ${state}`]))
      const first = before.size === 0
      const changes = first ? [] : comingsAndGoings(before, now)
      before = now
      const healthNow = await healthOf(reach, ours)
      const judged = first ? [] : changedHealth(health, healthNow)
      health = healthNow
      return [...changes, ...judged, ...(await activities(reach, ours, since, told))]
    },
  }
}

function comingsAndGoings(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Sighting[] {
  const source = 'ec2:DescribeInstances'
  const gone = [...before].filter(([id]) => !now.has(id))
  const come = [...now].filter(([id]) => !before.has(id))
  return [
    ...gone.map(([id, was]) => ({ kind: 'instance-lost', component: id, text: `${was} is gone`, source })),
    ...come.map(([id, is]) => ({ kind: 'instance-replacing', component: id, text: `${is} has come`, source })),
  ]
}

async function healthOf(reach: Reach, groups: readonly ScalingGroup[]): Promise<Map<string, string>> {
  const balancers = await reach.ports.balancers()
  const arns = [...new Set(groups.flatMap(({ targetGroups }) => targetGroups))]
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

/** What the groups tell that they did: in their words, at their times. */
async function activities(
  reach: Reach,
  groups: readonly ScalingGroup[],
  since: Date,
  told: Set<string>,
): Promise<Sighting[]> {
  const compute = await reach.ports.compute()
  const all = await Promise.all(groups.map(({ name }) => compute.activities(name, since)))
  return all.flat().flatMap(({ id, group, text, status, startedAt, endedAt }) => {
    if (endedAt === undefined || endedAt < since || told.has(id)) return []
    told.add(id)
    return [
      {
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
