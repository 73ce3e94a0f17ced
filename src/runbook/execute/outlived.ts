import { setTimeout as sleep } from 'node:timers/promises'
import { formatMs } from '../../model/duration.ts'
import { type ProcessIdentity, isAlive } from '../../system/identity.ts'
import { signalGroup } from '../../system/process-group.ts'

const LOOK_MS = 100

/**
 * Waits for a block that outlived its runner: it is let come to its end, as it would have been, and is ended when it takes
 * longer than it may. Beside it nothing else is begun.
 *
 * @param tell - told once when there is something to wait for
 * @throws the signal's reason; the block is left alone then
 */
export async function untilEnded(
  identity: ProcessIdentity | undefined,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  tell: (text: string) => void,
): Promise<void> {
  if (identity === undefined || !isAlive(identity)) return
  tell(`process ${identity.pid} of the killed run is still at it; waiting for its end, ${formatMs(timeoutMs)} at most`)
  const deadline = performance.now() + timeoutMs
  while (isAlive(identity)) {
    if (performance.now() > deadline) signalGroup(identity.pid, 'SIGKILL')
    await sleep(LOOK_MS, undefined, signal === undefined ? {} : { signal })
  }
}
