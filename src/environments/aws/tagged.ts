import { isTerminal } from './ports/fis.ts'
import type { Reach } from './reach.ts'
import { allowedCaller } from './safety/account.ts'

/**
 * Ends whatever bears the tag of a drill, for when its ledger cannot be read to the end: experiments are stopped and
 * their templates removed. A restored copy is left alone: clients may have been led to it.
 *
 * @returns what was found, in words
 * @throws RefusedError in an account that is not on the list
 */
export async function undoTagged(reach: Reach, drillId: string): Promise<readonly string[]> {
  await allowedCaller(reach)
  const fis = await reach.ports.fis()
  const tags = { 'blackstart:drill': drillId }
  const found: string[] = []
  for (const experiment of await fis.experiments(tags)) {
    if (isTerminal(experiment)) continue
    await fis.stop(experiment.id)
    found.push(`experiment ${experiment.id}`)
  }
  for (const id of await fis.templates(tags)) {
    await fis.deleteTemplate(id)
    found.push(`experiment template ${id}`)
  }
  return found
}
