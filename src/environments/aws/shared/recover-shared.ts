import { setTimeout as sleep } from 'node:timers/promises'
import type { IntendedInjection, Undone } from '../../../model/fault.ts'
import type { FaultPlane } from '../../environment.ts'
import { DEAD_AFTER_MS, holding, lockOf } from './hold.ts'
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

/** Undoes one intent as long as it takes, and proves it. */
export type UndoIntent = (target: IntendedInjection) => Promise<Undone>

export interface SharedRecovery {
  readonly undo: UndoIntent
  /** Of what could not be undone. */
  readonly byHand: FaultPlane['byHand']
  /** A lock that has not changed for so long is nobody's, milliseconds. @default 15000 */
  readonly deadAfterMs?: number
  /** For so long a request of the machine that is gone may still take effect, milliseconds. */
  readonly lateMs: number
}

/**
 * Undoes what drills on machines that are gone have left in the account, with the shared store alone, last first; and once more
 * when no request of theirs can be on its way any more, for nobody knows which of them was answered. Meanwhile the account is held:
 * nobody else undoes the same, and no drill begins.
 *
 * @throws DrillElsewhereError
 */
export async function recoverShared(store: SharedStore, recovery: SharedRecovery): Promise<readonly SharedRemainder[]> {
  const lock = await takeOver(store, recovery.deadAfterMs ?? DEAD_AFTER_MS)
  if (lock === undefined) return []
  const hold = holding(store, lock)
  try {
    const intents = await store.intents()
    const unread = intents.flatMap((one) => ('unreadable' in one ? [unreadable(one.key, one.unreadable)] : []))
    const targets = intents.flatMap((one) => ('unreadable' in one ? [] : [one.target]))
    const undone = async (target: IntendedInjection): Promise<SharedRemainder> => {
      await hold.prove()
      return await undoOne(recovery, target)
    }
    const first: SharedRemainder[] = []
    for (const target of targets) first.push(await undone(target))
    if (first.some((one) => one.undone)) await sleep(recovery.lateMs)
    const remainders = [...unread]
    for (const [index, target] of targets.entries()) {
      const before = first[index]
      const now = before === undefined || before.undone ? await undone(target) : before
      if (now.undone) await store.settle(target)
      remainders.push(now)
    }
    return remainders
  } finally {
    await hold.release()
  }
}

/** @returns undefined when there is nothing to undo */
async function takeOver(store: SharedStore, deadAfterMs: number): Promise<HeldLock | undefined> {
  const ours = lockOf('recover --shared')
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

async function undoOne({ undo, byHand }: SharedRecovery, target: IntendedInjection): Promise<SharedRemainder> {
  const of = `drill ${target.drillId}`
  const name = `${target.fault.kind} on ${target.component}`
  const end = await undo(target)
  if ('evidence' in end) return { of, undone: true, text: `${name}: ${end.evidence.text}` }
  const command = byHand?.(target)
  return { of, undone: false, ...(command === undefined ? {} : { command }), text: `${name}: ${end.error}` }
}

function unreadable(key: string, why: string): SharedRemainder {
  return { of: 'an unknown drill', undone: false, text: `${key} in the shared store is no intent (${why})` }
}
