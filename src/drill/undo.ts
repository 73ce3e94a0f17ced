import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultPlane } from '../environments/environment.ts'
import type { LedgerInjection } from '../ledger/entries.ts'
import type { FaultLedger } from '../ledger/fault-ledger.ts'
import type { DrillEvent } from './events.ts'

/** How often an undo is tried before a person is called. */
const ATTEMPTS = 3
/** Pause between two attempts, in milliseconds. */
const PAUSE_MS = 300

export interface UndoTools {
  readonly ledger: FaultLedger
  readonly faults: FaultPlane
  /** Who undoes, for the ledger: `harness`, `watchdog`... */
  readonly by: string
  readonly onEvent: (event: DrillEvent) => void
}

/**
 * Undoes every injection that may have had its effect, last first, and confirms each. Only the intent is certain after
 * a crash, so an injection that was merely intended is undone too: undo is idempotent.
 *
 * Nothing cancels this: it takes no signal, and its bound is {@link ATTEMPTS} tries of calls that are bounded themselves.
 *
 * @returns the injections that could not be confirmed; empty when all is well
 */
export async function undoAll(injections: readonly LedgerInjection[], tools: UndoTools): Promise<LedgerInjection[]> {
  const remaining: LedgerInjection[] = []
  for (const injection of [...injections].reverse()) {
    if (injection.state === 'confirmed') continue
    if (!(await undoOne(injection, tools))) remaining.push(injection)
  }
  return remaining
}

async function undoOne(injection: LedgerInjection, tools: UndoTools): Promise<boolean> {
  const { injectionId, target } = injection
  const { ledger, faults, by, onEvent } = tools
  const intended = ledger.intention(injectionId, target)
  let lastError = ''
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await sleep(PAUSE_MS)
    try {
      await faults.undo(intended)
      ledger.append({ kind: 'undone', injectionId, by })
      const evidence = await faults.undone(intended)
      if (evidence.holds) {
        ledger.append({ kind: 'confirmed', injectionId, evidence, by })
        onEvent({ kind: 'undo', injectionId, undone: true, text: `${target.component}: ${evidence.text}` })
        return true
      }
      lastError = evidence.text
    } catch (error) {
      lastError = error instanceof Error ? error.message : String(error)
    }
  }
  ledger.append({ kind: 'undo-failed', injectionId, error: lastError, by })
  onEvent({ kind: 'undo', injectionId, undone: false, text: `${target.component}: ${lastError}` })
  return false
}

/** An environment that lived only for its drill is gone, and with it whatever was done to it. */
export function confirmDiscarded(
  remaining: readonly LedgerInjection[],
  tools: Omit<UndoTools, 'faults'>,
  atNs: string,
): void {
  for (const { injectionId, target } of remaining) {
    const text = 'the environment that held it was discarded'
    tools.ledger.append({
      kind: 'confirmed',
      injectionId,
      evidence: { holds: true, text, observedAtNs: atNs },
      by: tools.by,
    })
    tools.onEvent({ kind: 'undo', injectionId, undone: true, text: `${target.component}: ${text}` })
  }
}
