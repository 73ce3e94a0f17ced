import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultPlane } from '../environments/environment.ts'
import type { IntendedInjection, Undone } from '../model/fault.ts'
import { within } from '../system/deadline.ts'
import { undoPatienceMs } from './user-faults/fault-plane.ts'

/** How often an undo is tried before a person is called. */
const ATTEMPTS = 3
/** Pause before the second attempt, and the longest before a further one, in milliseconds. */
const PAUSE_MS = 300
const LONGEST_PAUSE_MS = 5_000
/** How long one attempt may take, undo and proof together, in milliseconds. */
const ATTEMPT_MS = 30_000

export interface UndoAttempts {
  /** How long one attempt may take, milliseconds. @default 30000 */
  readonly attemptMs?: number | undefined
  /** Pause before the second attempt; each further one is twice as long as the one before, milliseconds. @default 300 */
  readonly pauseMs?: number | undefined
  /** Told once, with what stands in the way, when it takes more attempts than any fault needs. @default nobody */
  readonly onSlow?: (error: string) => void
}

/**
 * Undoes one injection and proves it: {@link ATTEMPTS} tries of {@link ATTEMPT_MS} each, and more of them for as long as the
 * environment says that it may take.
 */
export async function undoPatiently(
  faults: FaultPlane,
  target: IntendedInjection,
  { attemptMs = ATTEMPT_MS, pauseMs = PAUSE_MS, onSlow }: UndoAttempts = {},
): Promise<Undone> {
  const deadline = performance.now() + (faults.patience?.(target.fault)?.undoMs ?? 0)
  let error = ''
  for (let attempt = 1; attempt <= ATTEMPTS || performance.now() < deadline; attempt++) {
    if (attempt > 1) await sleep(Math.min(pauseMs * 2 ** (attempt - 2), LONGEST_PAUSE_MS))
    if (attempt === ATTEMPTS + 1) onSlow?.(error)
    try {
      const patienceMs = undoPatienceMs(target) ?? attemptMs
      const evidence = await within(`the undo of ${target.component}`, patienceMs, async () => {
        await faults.undo(target)
        return await faults.undone(target)
      })
      if (evidence.holds) return { evidence }
      error = evidence.text
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown)
    }
  }
  return { error }
}
