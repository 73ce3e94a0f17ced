import { setTimeout as sleep } from 'node:timers/promises'

/** What was waited for did not come in time. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError'
  readonly description: string
  readonly timeoutMs: number

  constructor(description: string, timeoutMs: number) {
    super(`${description}: not within ${timeoutMs} ms`)
    this.description = description
    this.timeoutMs = timeoutMs
  }
}

export interface WaitOptions {
  /** How long to wait at most, milliseconds. */
  readonly timeoutMs: number
  /** Pause between two looks, milliseconds. @default 5 */
  readonly everyMs?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Looks again and again until there is something to see. The last look is taken after the deadline, so that a busy
 * machine on which the pause took too long does not turn into a false "not there". A look that hangs is not
 * interrupted: looks bound themselves.
 *
 * @param description - what is waited for, for the error: "az-b accepts connections"
 * @param check - undefined or false: not yet. Its errors end the waiting.
 * @throws WaitTimeoutError, the signal's reason, whatever the check throws
 */
export async function waitFor<Seen>(
  description: string,
  check: () => Seen | undefined | false | Promise<Seen | undefined | false>,
  { timeoutMs, everyMs = 5, signal }: WaitOptions,
): Promise<Seen> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    signal?.throwIfAborted()
    const overdue = performance.now() >= deadline
    const seen = await check()
    if (seen !== undefined && seen !== false) return seen
    if (overdue) throw new WaitTimeoutError(description, timeoutMs)
    await sleep(everyMs)
  }
}
