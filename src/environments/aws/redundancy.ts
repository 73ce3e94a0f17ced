import { setTimeout as sleep } from 'node:timers/promises'
import type { Evidence } from '../../model/fault.ts'
import { evidence } from './faults/aws-fault.ts'
import type { Reach } from './reach.ts'
import { readEstate } from './topology.ts'

/** How many of each kind stand ready: compared by shape, for what was replaced has another name. */
export interface Shape {
  /** Members that are available, by group of databases. */
  readonly databases: Readonly<Record<string, number>>
  /** Instances in service, by scaling group. */
  readonly instances: Readonly<Record<string, number>>
}

export async function readShape(reach: Reach): Promise<Shape> {
  const compute = await reach.ports.compute()
  const [{ databases, instances }, groups] = await Promise.all([readEstate(reach), compute.groups()])
  const ours = groups.filter(({ name }) => instances.some(({ group }) => group === name))
  return {
    databases: Object.fromEntries(
      databases.map(({ id, status, members }) => [
        id,
        status === 'available' ? members.filter((member) => member.status === 'available').length : 0,
      ]),
    ),
    instances: Object.fromEntries(ours.map(({ name, inService }) => [name, inService.length])),
  }
}

/** Whether there is again as much as before. Pure. */
export function compareShapes(before: Shape, now: Shape): Evidence {
  const missing = (['databases', 'instances'] as const).flatMap((kind) =>
    Object.entries(before[kind]).flatMap(([id, count]) => {
      const left = now[kind][id] ?? 0
      return left >= count ? [] : [`${left} of ${count} ${kind} of ${id} stand ready`]
    }),
  )
  if (missing.length > 0) return evidence(false, missing.join('; '))
  const all = [...Object.entries(before.databases), ...Object.entries(before.instances)]
  return evidence(true, `as many stand ready as before: ${all.map(([id, count]) => `${count} of ${id}`).join(', ')}`)
}

/** Waits until there is, or until somebody has waited long enough. */
export async function untilRestored(reach: Reach, before: Shape, signal: AbortSignal): Promise<Evidence> {
  for (;;) {
    const seen = compareShapes(before, await readShape(reach))
    if (seen.holds || signal.aborted) return seen
    await sleep(reach.settings.pollMs)
  }
}
