import { waitFor, WaitTimeoutError } from '../../../system/wait.ts'
import { explained, isPassing } from '../clients/errors.ts'

/** What looking has come to. */
export type Sight<Seen> =
  | { readonly seen: Seen; readonly why?: never }
  /** Nothing, in time; with the error when it was not to be seen because AWS did not answer. */
  | { readonly seen?: never; readonly why?: string }

/**
 * Looks until there is something to see. An answer that did not come (throttling, a 5xx, a connection that broke) says
 * nothing about what was looked for, and is asked for again; a refusal is not.
 *
 * @param look - undefined: not yet
 * @param waits - in milliseconds
 */
export async function untilSeen<Seen extends object>(
  look: () => Promise<Seen | undefined>,
  waits: { readonly timeoutMs: number; readonly everyMs: number },
): Promise<Sight<Seen>> {
  let why: string | undefined
  const patient = async (): Promise<Seen | undefined> => {
    try {
      const seen = await look()
      why = undefined
      return seen
    } catch (error) {
      if (!isPassing(error)) throw error
      why = explained(error)
      return undefined
    }
  }
  try {
    return { seen: await waitFor('something to see', patient, waits) }
  } catch (error) {
    const last = error instanceof WaitTimeoutError ? why : explained(error)
    return last === undefined ? {} : { why: last }
  }
}

/** For the end of a sentence that says that nothing was seen. */
export function because({ why }: { readonly seen?: unknown; readonly why?: string }): string {
  return why === undefined ? '' : ` (it could not be looked at: ${why})`
}
