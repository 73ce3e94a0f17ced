import { setTimeout as sleep } from 'node:timers/promises'
import type { ClockOrigin } from '../../../src/model/clock.ts'
import { nowSince } from '../../../src/system/clock.ts'
import type { Check, Watcher } from './check.ts'

/** What people write today: ask, wait for the answer for at most so long, sleep. Milliseconds. */
const [TIMEOUT_MS, SLEEP_MS] = [5_000, 1_000]

export function startClosedLoop(url: string, origin: ClockOrigin): Watcher {
  const stopped = new AbortController()
  const checks: Check[] = []
  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const passed = await passes(url)
      checks.push({ endMs: nowSince(origin) / 1e6, passed })
      await sleep(SLEEP_MS, undefined, { signal: stopped.signal }).catch(() => {})
    }
  }
  const running = loop()
  return {
    name: `loop: ${SLEEP_MS / 1_000} s sleep, ${TIMEOUT_MS / 1_000} s timeout`,
    stop: async () => {
      stopped.abort()
      await running
      return checks
    },
  }
}

async function passes(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), headers: { connection: 'close' } })
    await response.text()
    return response.ok
  } catch {
    return false
  }
}
