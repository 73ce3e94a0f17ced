import { setTimeout as sleep } from 'node:timers/promises'
import type { Check } from '../runbook.ts'
import type { BlockResult } from './block.ts'

/** Pause between two looks of a check that says nothing else, in milliseconds. */
const EVERY_MS = 1_000
/** How long one look may take, in milliseconds, where the check has no time of its own. */
const LOOK_MS = 30_000

export interface CheckResult {
  readonly holds: boolean
  readonly exitCode: number
  readonly tries: number
  readonly text: string
  readonly sets: Readonly<Record<string, string>>
}

/**
 * Looks until the check is decided: `within` it becomes true, `holds` it stays true, both: within the first it becomes true
 * and then stays so.
 *
 * @param look - runs the block once, ending it after the given time
 */
export async function runCheck(
  check: Check,
  look: (timeoutMs: number) => Promise<BlockResult>,
  signal: AbortSignal,
): Promise<CheckResult> {
  const startedAt = performance.now()
  const { withinMs = 0, holdsMs, everyMs = EVERY_MS } = check
  let trueSince: number | undefined
  for (let tries = 1; ; tries++) {
    const lookedAt = performance.now()
    const { exitCode, sets, timedOut } = await look(Math.max(LOOK_MS, withinMs - (lookedAt - startedAt)))
    const now = performance.now()
    const result = { exitCode, tries, sets }
    if (exitCode === 0) {
      trueSince ??= now
      if (holdsMs === undefined || now - trueSince >= holdsMs) return { holds: true, text: 'true', ...result }
    } else if (trueSince !== undefined && holdsMs !== undefined) {
      return { holds: false, text: `did not stay true (${ended(exitCode, timedOut)})`, ...result }
    } else if (lookedAt - startedAt >= withinMs) {
      const when = withinMs > 0 ? `not true within ${withinMs} ms` : 'not true'
      return { holds: false, text: `${when} (${ended(exitCode, timedOut)})`, ...result }
    }
    const nextAt = Math.max(now, lookedAt + everyMs)
    // The last look is taken when the time is up, not before.
    const dueAt = holdsMs !== undefined && trueSince !== undefined ? trueSince + holdsMs : startedAt + withinMs
    await sleep(Math.max(0, Math.min(nextAt, Math.max(dueAt, now + 1)) - performance.now()), undefined, { signal })
  }
}

function ended(exitCode: number, timedOut: boolean): string {
  return timedOut ? 'the look took too long' : `exit ${exitCode}`
}
