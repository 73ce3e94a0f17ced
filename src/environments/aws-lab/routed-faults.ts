import type { Fault, ResolvedTarget } from '../../model/fault.ts'
import type { Topology } from '../../model/topology.ts'
import type { FaultPlane } from '../environment.ts'

/** What a provider has no part in: people do it to their own data. */
const OF_THE_LAB = ['data.drop'] as const satisfies readonly Fault['kind'][]

/** Kinds of faults that are not asked of AWS, of those that the lab can inject. */
export function ownKinds(lab: readonly Fault['kind'][]): readonly Fault['kind'][] {
  return OF_THE_LAB.filter((kind) => lab.includes(kind))
}

/** Whether AWS has no part in a fault, and the lab injects it itself. */
export function isOfTheLab({ kind }: Fault): boolean {
  return OF_THE_LAB.some((own) => own === kind)
}

/**
 * Each fault goes to whoever injects it: the account, or the lab behind it.
 *
 * @param shown - the account's topology. @default nobody resolves anything
 */
export function routedFaults(
  account: FaultPlane,
  lab: FaultPlane,
  shown: () => Promise<Topology> = noTopology,
): FaultPlane {
  const of = (fault: Fault): FaultPlane => (isOfTheLab(fault) ? lab : account)
  return {
    async resolve(fault, faultIndex) {
      const targets = await of(fault).resolve(fault, faultIndex)
      return of(fault) === lab ? await asShown(targets, shown) : targets
    },
    inject: (target) => of(target.fault).inject(target),
    verify: (target) => of(target.fault).verify(target),
    held: async (target) => await of(target.fault).held?.(target),
    undo: (target) => of(target.fault).undo(target),
    undone: (target) => of(target.fault).undone(target),
    confirmed: async (target) => await of(target.fault).confirmed?.(target),
    patience: (fault) => of(fault).patience?.(fault),
    byHand: (target) => of(target.fault).byHand?.(target),
  }
}

async function noTopology(): Promise<Topology> {
  return { regions: [], components: [] }
}

/** An account may show the pair of the lab as one instance, under a name of its own: that is what is hit. */
async function asShown(targets: readonly ResolvedTarget[], shown: () => Promise<Topology>): Promise<ResolvedTarget[]> {
  const { components } = await shown()
  const primaries = components.filter(({ role }) => role === 'primary').map(({ id }) => id)
  return targets.map((target) =>
    components.some(({ id }) => id === target.component)
      ? target
      : { ...target, alsoHits: [...(target.alsoHits ?? []), ...primaries] },
  )
}
