import type { LedgerInjection } from '../ledger/entries.ts'
import { monotonicNow } from '../system/clock.ts'
import { type UndoTools, confirmDiscarded } from './undo.ts'

/** How an environment ends, or is left alone. */
export interface Closing {
  /** See `EnvironmentDriver.lasting`. */
  readonly lasting: boolean
  /** Ends it, or lets go of it. */
  readonly close: (how: 'destroy' | 'detach') => Promise<void>
}

/**
 * Ends the environment of a drill and closes its ledger; what could not be undone goes with an environment that is
 * discarded. The ledger stays open while anything may remain, so that no drill starts over it, and when it is damaged:
 * somebody has written into it, and a person must look.
 *
 * @param remaining - injections whose undo could not be confirmed
 * @returns how many things may remain
 */
export async function closeDrill(
  { lasting, close }: Closing,
  remaining: readonly LedgerInjection[],
  tools: Omit<UndoTools, 'faults'>,
): Promise<number> {
  const { ledger, by, onEvent } = tools
  try {
    await close(lasting ? 'detach' : 'destroy')
    const left = lasting ? remaining : confirmDiscarded(remaining, tools, monotonicNow())
    const damage = ledger.damage()
    if (damage !== undefined) {
      const text = `${damage}; what this process knows of is undone, and somebody must look for more`
      onEvent({ kind: 'problem', reason: { code: 'undo-unverified', text } })
      return left.length + 1
    }
    if (left.length > 0) return left.length
    ledger.append({ kind: 'closed', by, environment: lasting ? 'detached' : 'destroyed' })
    return 0
  } catch (error) {
    const text = `the environment could not be ended: ${error instanceof Error ? error.message : String(error)}`
    onEvent({ kind: 'problem', reason: { code: 'undo-unverified', text } })
    return remaining.length + 1
  } finally {
    ledger.close()
  }
}
