import { realFirst } from './faults/experiments-of.ts'
import { notRunningAgain, restart, stoppedBy } from './faults/restart.ts'
import { explained } from './clients/errors.ts'
import { stopAll } from './fis/stop-all.ts'
import { type Experiment, type FisPort, isTerminal } from './ports/fis.ts'
import type { Reach } from './reach.ts'
import { copiesLeft } from './restore/copy.ts'
import { allowedCaller } from './safety/account.ts'

/**
 * Ends whatever bears the tag of a drill, for when its ledger cannot be read to the end: experiments are stopped, the
 * instances that they have stopped are started, and their templates are removed. A restored copy is named and left alone:
 * clients may have been led to it. Health checks are not found by their tags; a zonal shift ends by itself.
 *
 * @returns what was found and is over now, or is left to people, in words
 * @throws RefusedError in an account that is not on the list; an error with everything that is not over
 */
export async function undoTagged(reach: Reach, drillId: string): Promise<readonly string[]> {
  await allowedCaller(reach)
  const fis = await reach.ports.fis()
  const tags = { 'blackstart:drill': drillId }
  const find = async (): Promise<readonly Experiment[]> => realFirst(await fis.experiments(tags))
  const all = await find()
  const open = all.filter((experiment) => !isTerminal(experiment))
  // Nobody asks again: it is waited for here.
  const waits = { timeoutMs: reach.stopsWithinMs ?? reach.settings.undoMs, everyMs: reach.settings.pollMs }
  const left = [...(await stopAll(fis, find, waits))]
  const found = open.map(({ id }) => `experiment ${id}`)
  const tried = async (work: () => Promise<readonly string[]>): Promise<void> => {
    try {
      found.push(...(await work()))
    } catch (error) {
      left.push(explained(error))
    }
  }
  await tried(async () => await started(reach, fis, await find()))
  for (const id of await fis.templates(tags)) {
    await tried(async () => {
      await fis.deleteTemplate(id)
      return [`experiment template ${id}`]
    })
  }
  if (left.length > 0) throw new Error(left.join(', and '))
  const copies = await copiesLeft(reach, drillId)
  return [...found, ...copies.map(({ text, command }) => `${text} (${command})`)]
}

/** Starts the instances that the experiments have stopped, those that stand still. @returns which */
async function started(reach: Reach, fis: FisPort, all: readonly Experiment[]): Promise<readonly string[]> {
  const stopped = await stoppedBy(fis, all)
  const standing = await notRunningAgain(reach, stopped)
  await restart(reach, stopped)
  return standing.map((instance) => `stopped instance ${instance}`)
}
