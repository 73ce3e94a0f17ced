import { explained } from '../clients/errors.ts'
import { untilSeen } from '../faults/until-seen.ts'
import { type Experiment, type FisPort, isTerminal } from '../ports/fis.ts'

/**
 * Stops every experiment, whatever becomes of the others: those first that may do something. One that has ended meanwhile
 * refuses to be stopped, and is ended.
 *
 * @param find - all of them, those that may do something first
 * @param waits - how long they may take to stop, in milliseconds
 * @returns what speaks against it that all are over; empty when they are
 */
export async function stopAll(
  fis: FisPort,
  find: () => Promise<readonly Experiment[]>,
  waits: { readonly timeoutMs: number; readonly everyMs: number },
): Promise<readonly string[]> {
  const open = (await find()).filter((experiment) => !isTerminal(experiment))
  const refusals = new Map<string, string>()
  const stopping = open.map(({ id }) =>
    fis.stop(id).catch((error: unknown) => void refusals.set(id, ` (${explained(error)})`)),
  )
  await Promise.all(stopping)
  let left = open
  const over = async (): Promise<object | undefined> => {
    left = (await find()).filter((experiment) => !isTerminal(experiment))
    return left.length === 0 ? {} : undefined
  }
  const { seen, why } = await untilSeen(over, waits)
  if (seen !== undefined) return []
  const standing = left.map(({ id, status }) => `${id} is ${status}${refusals.get(id) ?? ''}`)
  return [...standing, ...(why === undefined ? [] : [`experiments could not be looked at: ${why}`])]
}
