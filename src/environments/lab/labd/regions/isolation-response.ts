import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicNow } from '../../../../system/clock.ts'
import { queryByTcp } from '../../customers/resolver.ts'
import { DNS_ZONE, REGIONS } from '../../names.ts'
import type { EventLog } from '../event-log.ts'
import type { FirstRegion } from './first-region.ts'

/** So many questions in a row without an answer: a moment in which this machine stood still is not an isolation. */
const FAILURES = 3

/**
 * Stops the databases of the first region when it is alone. Nobody outside can fence a region that is cut off, and its pair
 * is complete without the rest of the world: it would go on acknowledging what its successor never gets. So it asks the
 * name server, which stands outside of all regions, by way of its own border, and when nobody answers it ends itself
 * ("isolation response"). What it acknowledged until then, and had not sent, is the price of the asynchronous link.
 *
 * The timeout has to be shorter than the other region takes to notice: `isolation-timeout` is checked for that.
 */
export class IsolationResponse {
  readonly #region: FirstRegion
  readonly #outsidePort: number
  readonly #timeoutMs: number
  readonly #events: EventLog
  readonly #ended = new AbortController()

  /**
   * @param outsidePort - where the region's border takes connections to the name server
   * @param timeoutMs - 0: it never acts
   */
  constructor(region: FirstRegion, outsidePort: number, timeoutMs: number, events: EventLog) {
    this.#region = region
    this.#outsidePort = outsidePort
    this.#timeoutMs = timeoutMs
    this.#events = events
  }

  start(): void {
    if (this.#timeoutMs > 0) void this.#watch()
  }

  /** The region is given up, or the lab goes down. */
  end(): void {
    this.#ended.abort()
  }

  async #watch(): Promise<void> {
    const { signal } = this.#ended
    // A pause after an answer, and then so many questions that fail: together the timeout.
    const slotMs = this.#timeoutMs / (FAILURES + 1)
    let failures = 0
    let sinceNs = monotonicNow()
    while (!signal.aborted && failures < FAILURES) {
      const askedNs = monotonicNow()
      const answered = await queryByTcp(DNS_ZONE, 'SOA', this.#outsidePort, slotMs).then(
        () => true,
        () => false,
      )
      if (answered) await sleep(slotMs, undefined, { signal }).catch(() => {})
      if (failures === 0) sinceNs = askedNs
      failures = answered ? 0 : failures + 1
      if (!answered) await untilOver(askedNs, slotMs)
    }
    if (signal.aborted) return
    await this.#region
      .evacuate('kill')
      .catch((error: unknown) => console.error('the isolation response failed:', error))
    this.#events.append({
      kind: 'region-self-fenced',
      component: REGIONS[0],
      fromNs: sinceNs,
      toNs: monotonicNow(),
      source: 'isolation-response',
      text: `${REGIONS[0]} reached nobody outside for ${this.#timeoutMs} ms and has stopped its own databases`,
    })
  }
}

/** A question that is refused at once takes as long as one that nobody answers. */
async function untilOver(fromNs: string, ms: number): Promise<void> {
  const leftMs = ms - Number(BigInt(monotonicNow()) - BigInt(fromNs)) / 1e6
  if (leftMs > 0) await sleep(leftMs)
}
