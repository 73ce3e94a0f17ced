import type { NetworkInterface, Subnet } from '../ports/compute.ts'
import type { Reach } from '../reach.ts'
import type { Estate } from '../topology.ts'
import type { Resource } from './aws-fault.ts'

/** What stands in subnets, beside what the drill means. */
export interface Standing {
  /** All of it is cut off with its subnet, so the guards must see it. */
  readonly hits: readonly Resource[]
  /** What of it is AWS's own, in words; undefined when nothing is. */
  readonly ofAws?: string
}

/** Instances and databases that nobody reaches anyway. */
const DOWN: ReadonlySet<string> = new Set(['stopped', 'terminated', 'shutting-down'])

/**
 * What stands in subnets that are cut off, whoever it belongs to: every instance and database that is up, and every interface
 * of AWS's own (of databases, load balancers, functions, endpoints). Whose those are, their description tells, not their tags.
 *
 * @param account - everything in the region
 */
export async function standingIn(
  { ports }: Pick<Reach, 'ports'>,
  subnets: readonly Subnet[],
  { instances, databases }: Estate,
): Promise<Standing> {
  const ids = subnets.map(({ id }) => id)
  const interfaces = await (await ports.compute()).interfaces(ids)
  // An instance may have a second interface in another subnet than its own.
  const attached = new Set(interfaces.flatMap(({ instance }) => instance ?? []))
  const here = instances.filter(({ id, subnet }) => ids.includes(subnet) || attached.has(id))
  const others = interfaces.filter(({ instance }) => instance === undefined)
  // Of several subnets in its zone a database stands in one, and nobody tells in which.
  const stored = databases.filter(({ members }) => members.some((one) => one.subnets?.some((id) => ids.includes(id))))
  const hits = [
    ...here.filter(({ state }) => !DOWN.has(state)),
    ...stored.filter(({ status }) => !DOWN.has(status)),
    ...others.map(({ id, description, tags }) => ({ id: `${id} (${description})`, tags, ofAws: true }) as const),
  ]
  return others.length === 0 ? { hits } : { hits, ofAws: counted(others) }
}

function counted(interfaces: readonly NetworkInterface[]): string {
  const byKind = Map.groupBy(interfaces, ({ description }) => description)
  return [...byKind].map(([kind, { length }]) => (length === 1 ? kind : `${length} x ${kind}`)).join(', ')
}
