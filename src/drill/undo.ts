import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultPlane } from '../environments/environment.ts'
import type { LedgerEntry, LedgerInjection } from '../ledger/entries.ts'
import type { FaultLedger } from '../ledger/fault-ledger.ts'
import { type Evidence, isUserFault, type Undone } from '../model/fault.ts'
import type { DrillEvent } from './events.ts'
import { type UndoAttempts, undoPatiently } from './patient-undo.ts'
import { lateCommandMs } from './user-faults/fault-plane.ts'

/** Texts of others are cut in the ledger, for it keeps room for every undo, in characters. */
const LONGEST_TEXT = 1_000

/** How long a request of somebody who died may still take effect where the environment does not say it, in milliseconds. */
export const LATE_REQUEST_MS = 30_000

export interface UndoTools extends Omit<UndoAttempts, 'onSlow'> {
  readonly ledger: FaultLedger
  readonly faults: FaultPlane
  /** Who undoes, for the ledger: `harness`, `watchdog`... */
  readonly by: string
  readonly onEvent: (event: DrillEvent) => void
  /**
   * How long a request that is on its way may still take effect, in milliseconds: an injection of which nobody knows
   * whether it arrived is confirmed only after that. 0 where the environment ends with its drill. @default 0
   */
  readonly settleMs?: number
}

/**
 * Undoes every injection that may have had its effect, last first, and confirms each. Only the intent is certain after
 * a crash, so an injection that was merely intended is undone too: undo is idempotent.
 *
 * Nothing cancels this: it takes no signal, and each has the bound of {@link undoPatiently}. Neither does a ledger that cannot be written any more: an undo that is not recorded is done again, one that is not done is not.
 *
 * @returns the injections that could not be confirmed, each with its last error; empty when all is well
 */
export async function undoAll(injections: readonly LedgerInjection[], tools: UndoTools): Promise<LedgerInjection[]> {
  const open = [...injections].reverse().filter(({ state }) => state !== 'confirmed')
  const remaining: LedgerInjection[] = []
  const unsettled: LedgerInjection[] = []
  const end = async (injection: LedgerInjection, undone: Undone): Promise<void> => {
    const error = 'error' in undone ? undone.error : await close(injection, undone.evidence, tools)
    if (error !== undefined) remaining.push({ ...injection, undoError: error })
  }
  for (const injection of open) {
    const undone = await undoOne(injection, tools)
    if ('evidence' in undone && settleMsOf(injection, tools) > 0) unsettled.push(injection)
    else await end(injection, undone)
  }
  if (unsettled.length === 0) return remaining
  await sleep(Math.max(...unsettled.map((injection) => settleMsOf(injection, tools))))
  for (const injection of unsettled) await end(injection, await undoOne(injection, tools))
  return remaining
}

/** How long an injection may still take effect of which nobody knows whether it arrived. */
function settleMsOf({ receipt, error, target }: LedgerInjection, { settleMs = 0 }: UndoTools): number {
  if (receipt !== undefined) return 0
  // The end of a command that failed was seen.
  const commandMs = error === undefined ? Math.min(lateCommandMs(target), LATE_REQUEST_MS) : 0
  return Math.max(settleMs, commandMs)
}

async function undoOne(injection: LedgerInjection, tools: UndoTools): Promise<Undone> {
  const { injectionId, target } = injection
  const { ledger, faults, by, onEvent, attemptMs, pauseMs } = tools
  const undone = await undoPatiently(faults, ledger.intention(injectionId, target), {
    attemptMs,
    pauseMs,
    onSlow: (error) =>
      onEvent({ kind: 'note', text: `${target.component} is not undone yet, and is tried again: ${error}` }),
  })
  if ('error' in undone) failed(injection, undone.error, tools)
  else record({ kind: 'undone', injectionId, by }, tools)
  return undone
}

function failed({ injectionId, target }: LedgerInjection, error: string, tools: UndoTools): void {
  record({ kind: 'undo-failed', injectionId, error: error.slice(0, LONGEST_TEXT), by: tools.by }, tools)
  tools.onEvent({ kind: 'undo', injectionId, undone: false, text: `${target.component}: ${error}` })
}

/** What is proven, and cannot come back. @returns why others could not be told of it; undefined when they know */
async function close(injection: LedgerInjection, seen: Evidence, tools: UndoTools): Promise<string | undefined> {
  const { injectionId, target } = injection
  try {
    await tools.faults.confirmed?.(tools.ledger.intention(injectionId, target))
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    const error = `it is undone, and others who watch over it do not know: ${why}`
    failed(injection, error, tools)
    return error
  }
  confirm(injection, seen, tools)
  return undefined
}

function confirm({ injectionId, target }: LedgerInjection, seen: Evidence, tools: Omit<UndoTools, 'faults'>): void {
  const evidence = { ...seen, text: seen.text.slice(0, LONGEST_TEXT) }
  record({ kind: 'confirmed', injectionId, evidence, by: tools.by }, tools)
  tools.onEvent({ kind: 'undo', injectionId, undone: true, text: `${target.component}: ${seen.text}` })
}

/**
 * An environment that lived only for its drill is gone, and with it whatever was done to it.
 *
 * @returns what outlives it: people's own faults may have been done to anything
 */
export function confirmDiscarded(
  remaining: readonly LedgerInjection[],
  tools: Omit<UndoTools, 'faults'>,
  atNs: string,
): LedgerInjection[] {
  const text = 'the environment that held it was discarded'
  const outliving = remaining.filter(({ target }) => isUserFault(target.fault))
  for (const injection of remaining) {
    if (!outliving.includes(injection)) confirm(injection, { holds: true, text, observedAtNs: atNs }, tools)
  }
  return outliving
}

/** Writes what was done. A ledger that cannot take it stays open, and whoever reads it undoes once more. */
function record(entry: LedgerEntry, { ledger, onEvent }: Pick<UndoTools, 'ledger' | 'onEvent'>): void {
  try {
    ledger.append(entry)
  } catch (error) {
    const text = `the fault ledger cannot be written (${error instanceof Error ? error.message : String(error)})`
    onEvent({ kind: 'note', text: `'${entry.kind}' is not recorded: ${text}` })
  }
}
