import { setTimeout as sleep } from 'node:timers/promises'
import type { Evidence } from '../../model/fault.ts'
import { RefusedError } from '../environment.ts'
import { explained } from './clients/errors.ts'
import { evidence } from './faults/aws-fault.ts'
import type { Reach } from './reach.ts'
import { type Estate, readEstate } from './topology.ts'

/** How many of each kind stand ready: compared by shape, for what was replaced has another name. */
export interface Shape {
  /** Members that serve, by group of databases. */
  readonly databases: Readonly<Record<string, number>>
  /** Instances in service, by scaling group. */
  readonly instances: Readonly<Record<string, number>>
  /** Tasks that run, by service of ECS. */
  readonly tasks: Readonly<Record<string, number>>
  /** Members of caches that serve, by replication group. */
  readonly caches: Readonly<Record<string, number>>
}

/** What RDS calls a database that serves, whatever else it is busy with. */
const SERVING: ReadonlySet<string> = new Set(['available', 'backing-up', 'storage-optimization'])

/** What stands ready before a drill. @throws RefusedError where something does not: there would be nothing to compare with */
export async function shapeBefore(reach: Reach): Promise<Shape> {
  const regions = await regionsOf(reach)
  const busy = regions.flatMap(({ databases }) => databases).filter(({ status }) => !SERVING.has(status))
  const short = (regions[0]?.services ?? []).filter(({ running, desired }) => running < desired)
  const refusals = [
    ...busy.map(({ id, status }) => `${id} is ${status}: wait until it is available`),
    ...(regions[0]?.caches ?? [])
      .filter(({ status }) => status !== 'available')
      .map(({ id, status }) => `the cache ${id} is ${status}: wait until it is available`),
    ...short.map(({ name, running, desired }) => `${running} of ${desired} tasks of ${name} run: wait until all do`),
  ]
  if (refusals.length > 0) throw new RefusedError(refusals)
  return await readShape(reach)
}

export async function readShape(reach: Reach): Promise<Shape> {
  const compute = await reach.ports.compute()
  const [regions, groups] = await Promise.all([regionsOf(reach), compute.groups()])
  const [here] = regions
  const ours = groups.filter(({ name }) => here?.instances.some(({ group }) => group === name))
  return {
    databases: Object.fromEntries(
      regions.flatMap(({ databases, where }) =>
        databases.map(({ id, status, members }) => [
          `${id}${where}`,
          SERVING.has(status) ? members.filter((member) => SERVING.has(member.status)).length : 0,
        ]),
      ),
    ),
    instances: Object.fromEntries(ours.map(({ name, inService }) => [name, inService.length])),
    tasks: Object.fromEntries((here?.services ?? []).map(({ name, running }) => [name, running])),
    caches: Object.fromEntries(
      (here?.caches ?? []).map(({ id, status, members }) => [id, status === 'available' ? members.length : 0]),
    ),
  }
}

/** This region, and the one to which it fails over: there are databases of one name in both. */
async function regionsOf(reach: Reach): Promise<readonly (Estate & { readonly where: string })[]> {
  const { second } = reach
  const away = second && (await readEstate({ ...reach, ports: second.ports }))
  return [
    { ...(await readEstate(reach)), where: '' },
    ...(away === undefined || second === undefined ? [] : [{ ...away, where: ` in ${second.region}` }]),
  ]
}

const KINDS = ['databases', 'instances', 'tasks', 'caches'] as const satisfies readonly (keyof Shape)[]

/** Whether there is again as much as before. Pure. */
export function compareShapes(before: Shape, now: Shape): Evidence {
  const missing = KINDS.flatMap((kind) =>
    Object.entries(before[kind]).flatMap(([id, count]) => {
      const left = now[kind][id] ?? 0
      return left >= count ? [] : [`${left} of ${count} ${kind} of ${id} stand ready`]
    }),
  )
  if (missing.length > 0) return evidence(false, missing.join('; '))
  const all = KINDS.flatMap((kind) => Object.entries(before[kind]))
  return evidence(true, `as many stand ready as before: ${all.map(([id, count]) => `${count} of ${id}`).join(', ')}`)
}

/** Waits until there is, or until somebody has waited long enough. */
export async function untilRestored(reach: Reach, before: Shape, signal: AbortSignal): Promise<Evidence> {
  for (;;) {
    // One look that fails is no reason to wait no longer.
    const seen = await readShape(reach).then(
      (now) => compareShapes(before, now),
      (error: unknown) => evidence(false, `nobody knows what stands ready: ${explained(error)}`),
    )
    if (seen.holds || signal.aborted) return seen
    await sleep(reach.settings.pollMs)
  }
}
