import { setTimeout as sleep } from 'node:timers/promises'
import { explained, isPassing } from '../clients/errors.ts'
import { type FisPort, isTerminal } from '../ports/fis.ts'

/** How long an experiment may take to stop, and how often it is looked at, in milliseconds. */
const PATIENCE_MS = 60_000
const LOOK_MS = 500

/**
 * Stops what should never have begun, and asks again while AWS does not answer: one call that is throttled or lost must not
 * leave it running. Never throws: the caller has something worse to say.
 *
 * @param patienceMs - until a person is called. @default one minute
 * @returns how it went, in words
 */
export async function halted(
  fis: Pick<FisPort, 'get' | 'stop'>,
  id: string,
  patienceMs = PATIENCE_MS,
): Promise<string> {
  const deadline = performance.now() + patienceMs
  let told = false
  let status = 'running'
  for (;;) {
    const refused: unknown = told ? undefined : await errorOf(() => fis.stop(id))
    told ||= refused === undefined
    // One that is over refuses to be stopped: whatever was answered, it is looked at.
    const unseen = await errorOf(async () => void ({ status } = await fis.get(id)))
    if (isTerminal({ status })) return told ? `it was stopped at once and is ${status}` : `it is over: ${status}`
    const hopeless = [refused, unseen].find((error) => error !== undefined && !isPassing(error))
    if (hopeless !== undefined || performance.now() > deadline) {
      const why = hopeless ?? refused
      return why === undefined
        ? `it was told to stop and is still ${status}: stop it by hand`
        : `it could not be stopped (${explained(why)}): stop it by hand`
    }
    await sleep(LOOK_MS)
  }
}

async function errorOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work()
    return undefined
  } catch (error) {
    return error ?? new Error('it failed without a word')
  }
}
