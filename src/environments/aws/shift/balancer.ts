import { RefusedError } from '../../environment.ts'
import { isInZone } from '../faults/zone.ts'
import type { LoadBalancer } from '../ports/balancers.ts'
import type { ManagedResource } from '../ports/shifts.ts'
import { bears } from '../ports/tags.ts'
import type { Reach } from '../reach.ts'

/** A zone by its name in this account, and by the id on which all accounts agree: ARC knows zones by that one. */
export interface ZoneNames {
  readonly name: string
  readonly id: string
}

/** A load balancer whose traffic can be led away from one of its zones. */
export interface ShiftableBalancer {
  readonly arn: string
  readonly name: string
  readonly zones: readonly ZoneNames[]
  readonly now: ManagedResource
}

/** @throws RefusedError unless exactly one load balancer may be drilled, and it can be shifted */
export async function shiftableBalancer(reach: Reach): Promise<ShiftableBalancer> {
  const { arn, name, zones } = await onlyBalancer(reach)
  const now = await (await reach.ports.shifts()).managed(arn)
  if (now === undefined) {
    throw new RefusedError([`${name} knows no zonal shift: set its attribute zonal_shift.config.enabled to true`])
  }
  const subnets = await (await reach.ports.compute()).subnets()
  const idOf = new Map(subnets.map((subnet) => [subnet.zone, subnet.zoneId]))
  return { arn, name, now, zones: zones.map((zone) => ({ name: zone, id: idOf.get(zone) ?? '' })) }
}

async function onlyBalancer({ ports, settings }: Reach): Promise<LoadBalancer> {
  const all = await (await ports.balancers()).balancers()
  const found = all.filter(
    ({ tags }) => bears(tags, settings.optInTag) && !settings.protectedTags.some((tag) => bears(tags, tag)),
  )
  const [balancer, ...others] = found
  if (balancer !== undefined && others.length === 0) return balancer
  const names = found.map(({ name }) => name).join(', ') || 'none'
  throw new RefusedError([
    `one load balancer with the opt-in tag, and no protected one, is led away from a zone, and there are: ${names}`,
  ])
}

/** @param zone - its name, the letter at its end, or its id. @throws RefusedError */
export function zoneOf({ name, zones }: ShiftableBalancer, zone: string): ZoneNames {
  const found = zones.find((known) => isInZone(known.name, zone) || known.id === zone)
  if (found !== undefined) return found
  const known = zones.map((each) => `${each.name} (${each.id})`).join(', ') || 'none'
  throw new RefusedError([`${name} stands in no zone '${zone}': it has ${known}`])
}

/** @throws RefusedError when no healthy target stands in another zone: nobody would be served any more */
export async function refuseToLeaveNobody(
  { ports, settings }: Reach,
  { name }: ShiftableBalancer,
  zone: ZoneNames,
): Promise<void> {
  const [compute, containers, balancers] = [await ports.compute(), await ports.containers(), await ports.balancers()]
  const groups = (await compute.groups()).filter(({ tags }) => bears(tags, settings.optInTag))
  const services = await containers.services(settings.optInTag)
  const targetGroups = [...groups, ...services].flatMap((balanced) => balanced.targetGroups)
  const health = (await Promise.all(targetGroups.map((group) => balancers.health(group)))).flat()
  const healthy = new Set(health.flatMap(({ target, state }) => (state === 'healthy' ? [target] : [])))
  // A task is a target by its address.
  const tasks = services.flatMap((service) => service.tasks.map((task) => ({ id: task.address, zone: task.zone })))
  const targets = [...(await compute.instances()), ...tasks]
  if (targets.some((target) => healthy.has(target.id) && target.zone !== zone.name)) return
  throw new RefusedError([
    `no healthy target of ${name} stands outside of ${zone.name}: nobody would be served any more`,
  ])
}
