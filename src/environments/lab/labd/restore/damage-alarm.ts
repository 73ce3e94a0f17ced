import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicNow } from '../../../../system/clock.ts'
import type { LabAlert } from '../../alerts.ts'
import type { LabInfo } from '../config.ts'
import type { EventLog } from '../event-log.ts'

const ASK_TIMEOUT_MS = 1_000

/**
 * Wakes people when the service answers that it has failed itself (500) again and again: every part is well, and what it works on
 * is not. A part that is gone shows itself otherwise (502 to 504, or no answer), and has alarms of its own. Only where people
 * act, and where they can: with `failover=manual` and `archive=on`.
 */
export class DamageAlarm {
  readonly #info: LabInfo
  readonly #events: EventLog
  readonly #ended = new AbortController()

  constructor(info: LabInfo, events: EventLog) {
    this.#info = info
    this.#events = events
  }

  start(): void {
    const { failover, archive } = this.#info.settings
    if (failover === 'manual' && archive === 'on') void this.#watch()
  }

  end(): void {
    this.#ended.abort()
  }

  async #watch(): Promise<void> {
    const { signal } = this.#ended
    const { detectionIntervalMs, detectionThreshold } = this.#info.settings
    let failures = 0
    let sinceNs = monotonicNow()
    while (!signal.aborted) {
      const askedNs = monotonicNow()
      const failed = await failsItself(`${this.#info.customerUrl}/orders/latest?writer=lab`)
      if (failures === 0) sinceNs = askedNs
      failures = failed ? failures + 1 : 0
      if (failures === detectionThreshold && !signal.aborted) this.#raise(sinceNs)
      await sleep(detectionIntervalMs, undefined, { signal }).catch(() => {})
    }
  }

  #raise(fromNs: string): void {
    const alert: LabAlert = 'OrdersFailing'
    this.#events.append({
      kind: 'alarm',
      component: 'service',
      fromNs,
      toNs: monotonicNow(),
      source: 'monitoring',
      text: `${alert}: the service answers with errors of its own`,
      alert,
    })
  }
}

/** Never rejects. */
async function failsItself(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) })
    await response.arrayBuffer()
    return response.status === 500
  } catch {
    return false
  }
}
