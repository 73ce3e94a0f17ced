import type { IntendedInjection } from '../../../model/fault.ts'
import type { Experiment, FisPort } from '../ports/fis.ts'
import type { Tags } from '../ports/tags.ts'

/** Tags by which whatever a drill has made in FIS is found again, with the ledger alone. */
export function fisTags({ drillId, injectionId }: Pick<IntendedInjection, 'drillId' | 'injectionId'>): Tags {
  return { 'blackstart:drill': drillId, 'blackstart:injection': String(injectionId) }
}

/**
 * What is asked for under it is done once, however often it is asked. Who takes a drill over injects in an epoch of its own:
 * what was begun before is not taken for what begins now.
 */
export function tokenOf(
  { drillId, epoch, injectionId }: IntendedInjection,
  what: 'template' | 'preview' | 'run',
): string {
  return `${drillId}-${epoch}-${injectionId}-${what}`
}

/** Previews and experiments of one injection; those that may have done something first. */
export async function experimentsOf(fis: FisPort, target: IntendedInjection): Promise<readonly Experiment[]> {
  return realFirst(await fis.experiments(fisTags(target)))
}

/** Those of them that were no previews. */
export async function realOnesOf(fis: FisPort, target: IntendedInjection): Promise<readonly Experiment[]> {
  return (await experimentsOf(fis, target)).filter(isReal)
}

export function realFirst(experiments: readonly Experiment[]): readonly Experiment[] {
  return experiments.toSorted((left, right) => Number(isReal(right)) - Number(isReal(left)))
}

function isReal({ actionsMode }: Experiment): boolean {
  return actionsMode !== 'skip-all'
}
