import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { IntendedInjection } from '../../../model/fault.ts'
import type { FaultPlane } from '../../environment.ts'
import { explained } from '../clients/errors.ts'
import { DEAD_AFTER_MS, holding } from './hold.ts'
import type { HeldLock, SharedStore } from './shared-store.ts'

/** What came of one thing that a drill on another machine had done. */
export interface SharedRemainder {
  /** What it is about, for example `drill 20260131-120000-zone-loss-1a2b`. */
  readonly of: string
  readonly text: string
  /** Whether it is proven to be undone. */
  readonly undone: boolean
  /** What a person can paste when it is not. */
  readonly command?: string
}

/** A drill on another machine lives: its lock goes on changing. */
export class DrillElsewhereError extends Error {
  override readonly name = 'DrillElsewhereError'

  constructor({ drillId, host }: Pick<HeldLock, 'drillId' | 'host'>) {
    super(`drill ${drillId} is running on ${host}: it ends by itself`)
  }
}

/**
 * Undoes what drills on machines that are gone have left in the account, with the shared store alone, last first. Meanwhile
 * the account is held: nobody else undoes the same, and no drill begins.
 *
 * @param faults - refuses what is in another account or region
 * @param deadAfterMs - a lock that has not changed for so long is nobody's
 * @throws DrillElsewhereError
 */
export async function recoverShared(
  store: SharedStore,
  faults: FaultPlane,
  deadAfterMs = DEAD_AFTER_MS,
): Promise<readonly SharedRemainder[]> {
  const lock = await takeOver(store, deadAfterMs)
  if (lock === undefined) return []
  const hold = holding(store, lock)
  try {
    const remainders: SharedRemainder[] = []
    for (const intent of await store.intents()) {
      if ('unreadable' in intent) remainders.push(unreadable(intent.key, intent.unreadable))
      else {
        await hold.prove()
        remainders.push(await undoOne(store, faults, intent.target))
      }
    }
    return remainders
  } finally {
    await hold.release()
  }
}

/** @returns undefined when there is nothing to undo */
async function takeOver(store: SharedStore, deadAfterMs: number): Promise<HeldLock | undefined> {
  // Counted from the time: what two rescuers of one host write is never the same.
  const ours = { drillId: 'recover --shared', host: hostname(), beat: Date.now() }
  const before = await store.holder()
  if (before === undefined) return (await store.intents()).length === 0 ? undefined : await store.lock(ours)
  await sleep(deadAfterMs)
  const now = await store.holder()
  // It has ended meanwhile, and not by its death.
  if (now === undefined) return await takeOver(store, deadAfterMs)
  if (now.version !== before.version) throw new DrillElsewhereError(now)
  const taken = await store.replace(now, ours)
  if (taken === undefined) throw new DrillElsewhereError(now)
  return taken
}

async function undoOne(store: SharedStore, faults: FaultPlane, target: IntendedInjection): Promise<SharedRemainder> {
  const what = { of: `drill ${target.drillId}`, undone: false }
  const name = `${target.fault.kind} on ${target.component}`
  const command = faults.byHand?.(target)
  const byHand = command === undefined ? {} : { command }
  try {
    await faults.undo(target)
    const { holds, text } = await faults.undone(target)
    if (!holds) return { ...what, ...byHand, text: `${name}: ${text}` }
    await store.settle(target)
    return { ...what, undone: true, text: `${name}: ${text}` }
  } catch (error) {
    return { ...what, ...byHand, text: `${name}: ${explained(error)}` }
  }
}

function unreadable(key: string, why: string): SharedRemainder {
  return { of: 'an unknown drill', undone: false, text: `${key} in the shared store is no intent (${why})` }
}
