import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultPlane } from '../../environment.ts'
import { explained } from '../clients/errors.ts'
import { DEAD_AFTER_MS } from './hold.ts'
import type { SharedIntent, SharedStore } from './shared-store.ts'

/** What came of one thing that a drill on another machine had done. */
export interface SharedRemainder {
  readonly drillId: string
  readonly text: string
  /** Whether it is proven to be undone. */
  readonly undone: boolean
  /** What a person can paste when it is not. */
  readonly command?: string
}

/** A drill on another machine lives: its lock goes on changing. */
export class DrillElsewhereError extends Error {
  override readonly name = 'DrillElsewhereError'

  constructor(drillId: string, host: string) {
    super(`drill ${drillId} is running on ${host}: it ends by itself`)
  }
}

/**
 * Undoes what drills on machines that are gone have left in the account, with the shared store alone, last first.
 *
 * @param deadAfterMs - a lock that has not changed for so long is nobody's
 * @throws DrillElsewhereError
 */
export async function recoverShared(
  store: SharedStore,
  faults: FaultPlane,
  deadAfterMs = DEAD_AFTER_MS,
): Promise<readonly SharedRemainder[]> {
  const before = await store.holder()
  const intents = await store.intents()
  if (before !== undefined) {
    await sleep(deadAfterMs)
    const now = await store.holder()
    if (now !== undefined && now.beat !== before.beat) throw new DrillElsewhereError(now.drillId, now.host)
  }
  const remainders: SharedRemainder[] = []
  for (const intent of intents) remainders.push(await undoOne(store, faults, intent))
  const drills = new Set([
    ...intents.map(({ target }) => target.drillId),
    ...(before === undefined ? [] : [before.drillId]),
  ])
  for (const drillId of drills) await store.release(drillId)
  return remainders
}

async function undoOne(store: SharedStore, faults: FaultPlane, { target }: SharedIntent): Promise<SharedRemainder> {
  const what = { drillId: target.drillId, undone: false }
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
