import type { FaultPlane } from '../environments/environment.ts'
import { type Closing, closeDrill } from './close.ts'
import { inPhase } from './context.ts'
import { LATE_REQUEST_MS, type UndoTools, undoAll } from './undo.ts'

/** What a fault passes through, from the first thing that is done to the environment to the end of it. */
export interface Passage extends Closing, Pick<UndoTools, 'ledger' | 'onEvent' | 'attemptMs'> {
  /** The environment's faults, and people's own. */
  readonly faults: FaultPlane
  /** Everything up to the recovery, the injections among it. */
  readonly work: () => Promise<void>
  /**
   * What is looked at when everything is undone, or could not be.
   *
   * @param injected - whether anything was to be injected
   * @param undone - whether nothing of it may remain
   */
  readonly afterUndo: (injected: boolean, undone: boolean) => Promise<void>
  /** Told of what was thrown by {@link work} or {@link afterUndo}. */
  readonly fail: (error: unknown) => void
}

/**
 * Breaks an environment and mends it: whatever the work in between comes to, everything that was intended is undone in
 * reverse order, the environment is closed, and then the ledger.
 *
 * @returns how many things may remain; never rejects for what the work or the looking does
 */
export async function breakAndMend(passage: Passage): Promise<number> {
  const { ledger, faults, onEvent, attemptMs, lasting, work, afterUndo, fail } = passage
  try {
    await work()
  } catch (error) {
    fail(error)
  }
  const settleMs = lasting ? (faults.requestTimeoutMs ?? LATE_REQUEST_MS) : 0
  const tools = { ledger, faults, by: 'harness', onEvent, settleMs, ...(attemptMs === undefined ? {} : { attemptMs }) }
  const { injections } = ledger
  const remaining = await inPhase(onEvent, 'undo', () => undoAll(injections, tools))
  try {
    await afterUndo(injections.length > 0, remaining.length === 0)
  } catch (error) {
    fail(error)
  }
  return await inPhase(onEvent, 'close', () => closeDrill(passage, remaining, tools))
}
