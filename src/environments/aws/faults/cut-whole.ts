import { RefusedError } from '../../environment.ts'
import type { Subnet } from '../ports/compute.ts'
import type { AwsSettings } from '../settings.ts'
import type { Estate } from '../topology.ts'

/** What is to be cut off: a zone, or all of a region. */
export interface Cut {
  /** In words. */
  readonly what: string
  /** All subnets there, whoever they belong to. */
  readonly all: readonly Subnet[]
  /** Those that are cut. */
  readonly cut: readonly Subnet[]
  /** What may be drilled, and is meant to be cut off. */
  readonly meant: Estate
}

/**
 * Whether what is meant is really cut off: a subnet that lacks the opt-in tag would be left out without a word, with whatever
 * stands in it, and a drill in which nothing happened would pass.
 *
 * @returns what a reader of the plan must know, in words
 * @throws RefusedError with every subnet that is left out, and all that stands where nothing is cut
 */
export function refuseHalfCut(
  { what, all, cut, meant }: Cut,
  { optInTag, expectedTargets }: Pick<AwsSettings, 'optInTag' | 'expectedTargets'>,
): readonly string[] {
  const ids = new Set(cut.map(({ id }) => id))
  const networks = new Set(cut.map(({ vpc }) => vpc))
  const left = all.filter(({ id, vpc }) => networks.has(vpc) && !ids.has(id))
  // A team that has named which subnets are hit knows that others are not.
  const named = cut.some(({ id, arn }) => expectedTargets?.some((name) => name === id || name === arn) === true)
  const refusals = [
    ...(named
      ? []
      : left.map(
          ({ id }) =>
            `${id} stands in ${what} and would not be cut off: give it the opt-in tag ${optInTag.key}, or name in ` +
            'expectedTargets the subnets that are hit',
        )),
    ...outside(meant, ids).map(
      (name) => `${name} is meant to be cut off with ${what}, and stands in a subnet that is not`,
    ),
  ]
  if (refusals.length > 0) throw new RefusedError(refusals)
  return left.length === 0 ? [] : [`${cut.length} of ${cut.length + left.length} subnets of ${what} are cut off`]
}

/** Of a database nobody tells in which of several subnets of its zone it stands. */
function outside({ instances, databases, services }: Estate, cut: ReadonlySet<string>): string[] {
  const members = databases.flatMap((group) => group.members)
  const tasks = services.flatMap((service) => service.tasks)
  return [
    ...instances.filter(({ state, subnet }) => state === 'running' && !cut.has(subnet)).map(({ name }) => name),
    ...members.filter(({ subnets = [] }) => subnets.some((id) => !cut.has(id))).map(({ id }) => id),
    ...tasks.filter(({ subnet }) => subnet !== undefined && !cut.has(subnet)).map(({ name }) => name),
  ]
}

/** As much of it as stands in a zone. */
export function inZoneAlone({ instances, databases, services, caches }: Estate, zone: string): Estate {
  const here = (one: { readonly zone?: string }): boolean => one.zone === zone
  return {
    instances: instances.filter(here),
    databases: databases.map((group) => ({ ...group, members: group.members.filter(here) })),
    services: services.map((service) => ({ ...service, tasks: service.tasks.filter(here) })),
    caches,
  }
}
