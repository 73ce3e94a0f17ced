import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicNow } from '../../../../system/clock.ts'
import { waitFor } from '../../../../system/wait.ts'
import type { ControlPlaneEvent } from '../../../environment.ts'
import { callAgent, type Evacuation } from '../../agent-calls.ts'
import type { LabAlert } from '../../alerts.ts'
import type { DnsCall, DnsState } from '../../dns/dns.ts'
import type { LabRecord } from '../../dns/records.ts'
import { applicationName, type RegionName, REGIONS, SHOP_NAME, sqlUrl, WRITER_NAME, ZONES } from '../../names.ts'
import { promote, replicationState } from '../../postgres/sql.ts'
import type { LabSettings } from '../../settings.ts'
import { callPart } from '../call-part.ts'
import type { Database } from '../database.ts'
import type { EventLog } from '../event-log.ts'
import type { Takeover } from '../protocol.ts'
import type { RelayHandle } from '../relay-handle.ts'

/** The first region, and what is left for when it is gone. */
const [LOST, SURVIVOR] = REGIONS

/** An orderly end of its databases takes a second or two. */
const EVACUATE_TIMEOUT_MS = 10_000
const FOLLOW_TIMEOUT_MS = 120_000
const STREAMING_TIMEOUT_MS = 60_000

/** Pause between two attempts to do something in a region that does not answer. */
const RETRY_PAUSE_MS = 200

/** What the region manager reaches, and how. */
export interface RegionManagerReach {
  readonly settings: LabSettings
  /** Of the first region: it is reached by no other way. */
  readonly border: RelayHandle
  /** Of the zone of the second region. */
  readonly relay: RelayHandle
  readonly replica: Database
  readonly dnsSocket: string
  /** Address of the second region in the DNS. */
  readonly address: string
  readonly ttlSeconds: number
  readonly events: EventLog
}

/**
 * The failover manager of the second region. It acts on the health check by which the DNS leads customers: two detectors that
 * disagree would send them where nobody can write.
 *
 * ```
 * health check fails ─► evacuate the first region ─► promote the replica ─► writer.blackstart.test moves ─► the first follows
 *                        in order: nothing is lost
 *                        not reached: it is alone, and stops by itself
 * ```
 * Back is a decision of people: the first region stays withdrawn, and its databases follow.
 */
export class RegionManager {
  readonly #reach: RegionManagerReach
  #failingOver: Promise<void> | undefined
  #writer: RegionName | undefined = LOST
  /** Whether the health check of the first region fails. */
  #ill = false
  #ended = false

  constructor(reach: RegionManagerReach) {
    this.#reach = reach
  }

  /** To be told of every event of the DNS. */
  heed({ kind, component, text, figures }: ControlPlaneEvent): void {
    if (kind !== 'health-changed' || component !== LOST) return
    this.#ill = figures?.['healthy'] === 0
    if (!this.#ill) return
    if (this.#reach.settings.failover === 'automatic') void this.#keepTrying(text)
    else if (this.#failingOver === undefined) this.#raiseAlarm(text)
  }

  /** The region that writes, as far as anybody outside of it knows; undefined while the other one is made to. */
  get writer(): RegionName | undefined {
    return this.#writer
  }

  /**
   * Makes the second region the one that writes; once, whoever asks.
   *
   * @param why - in words, for the events
   * @throws whatever kept the replica from being promoted
   */
  failOver(why: string, how: Takeover = 'best-effort'): Promise<void> {
    this.#failingOver ??= this.#failOver(why, how).catch((error: unknown) => {
      this.#failingOver = undefined
      this.#writer = LOST
      this.#tell('failover-failed', this.#reach.replica.id, String(error))
      throw error
    })
    return this.#failingOver
  }

  /** The lab goes down. */
  end(): void {
    this.#ended = true
  }

  /** Until it is done, or the first region is well again. Never rejects. */
  async #keepTrying(why: string): Promise<void> {
    while (this.#ill && !this.#ended) {
      try {
        return await this.failOver(why)
      } catch {
        // Told already; whatever is in the way may go away.
        await sleep(RETRY_PAUSE_MS)
      }
    }
  }

  async #failOver(why: string, how: Takeover): Promise<void> {
    const { settings, replica, relay } = this.#reach
    this.#writer = undefined
    if (how === 'switchover') await this.#giveUpInOrder(why)
    else await this.#giveUp(why, how === 'best-effort' ? 'in order' : 'kill')
    await sleep(settings.promotionDelayMs)
    let fromNs = monotonicNow()
    await promote(sqlUrl(relay.port('sql'), 'postgres'))
    this.#tell('promoted', replica.id, `${replica.id} in ${SURVIVOR} accepts writes`, fromNs)
    fromNs = monotonicNow()
    await sleep(settings.propagationMs)
    await this.#moveWriter()
    this.#writer = SURVIVOR
    this.#tell('endpoint-moved', WRITER_NAME, `${WRITER_NAME} leads to ${SURVIVOR}`, fromNs)
    void this.#untilRedundant()
  }

  /** Where the first region cannot be reached nothing has been done, and nothing is. */
  async #giveUpInOrder(why: string): Promise<void> {
    this.#tell('switchover-requested', LOST, why)
    await this.#evacuate('in order')
    await this.#takeName()
  }

  async #giveUp(why: string, how: Evacuation): Promise<void> {
    this.#tell('region-lost', LOST, why)
    await this.#takeName()
    const fromNs = monotonicNow()
    try {
      await this.#evacuate(how)
    } catch (error) {
      const { isolationTimeoutMs } = this.#reach.settings
      const what =
        isolationTimeoutMs > 0
          ? `after ${isolationTimeoutMs} ms alone it has stopped its databases by itself`
          : 'it may go on acknowledging'
      this.#tell('fence-unconfirmed', LOST, `${String(error)}; ${what}`, fromNs)
    }
  }

  async #evacuate(how: Evacuation): Promise<void> {
    const fromNs = monotonicNow()
    await callAgent({ port: this.#reach.border.port('agent') }, 'evacuate', { how }, EVACUATE_TIMEOUT_MS)
    const what = how === 'in order' ? 'in order: nothing is lost' : 'at once: what it had not sent is lost'
    this.#tell('region-fenced', LOST, `${LOST} has stopped its databases ${what}`, fromNs)
  }

  /**
   * Makes this region the primary one of its name, before the other one refuses: to a health check that was inverted to force
   * the failover, a region that refuses is well.
   */
  async #takeName(): Promise<void> {
    const question: DnsCall = { act: 'state' }
    const { records } = await callPart<DnsState>(this.#reach.dnsSocket, 'dns', question)
    const pair = records.filter(({ name, failover }) => name === SHOP_NAME && failover !== undefined)
    await this.#upsert(
      ...pair.map((record): LabRecord => ({
        ...record,
        failover: record.setIdentifier === SURVIVOR ? 'PRIMARY' : 'SECONDARY',
      })),
    )
  }

  async #moveWriter(): Promise<void> {
    const { address, ttlSeconds } = this.#reach
    await this.#upsert({ name: WRITER_NAME, type: 'A', ttlSeconds, values: [address] })
  }

  async #upsert(...records: readonly LabRecord[]): Promise<void> {
    const call: DnsCall = { act: 'change', changes: records.map((record) => ({ action: 'UPSERT', record })) }
    await callPart(this.#reach.dnsSocket, 'dns', call)
  }

  /** Tries until it is done: the first region may be away for long. Never rejects. */
  async #untilRedundant(): Promise<void> {
    const { border, replica, settings } = this.#reach
    let told = ''
    for (let pauseMs = settings.rebuildDelayMs; !this.#ended; pauseMs = RETRY_PAUSE_MS) {
      await sleep(pauseMs)
      const fromNs = monotonicNow()
      try {
        await callAgent({ port: border.port('agent') }, 'follow', {}, FOLLOW_TIMEOUT_MS)
        await this.#untilStreaming()
        this.#tell('redundancy-restored', LOST, `the databases of ${LOST} stream from ${replica.id}`, fromNs)
        return
      } catch (error) {
        // The same is not told again and again.
        if (String(error) !== told) this.#tell('rebuild-failed', LOST, String(error), fromNs)
        told = String(error)
      }
    }
  }

  async #untilStreaming(): Promise<void> {
    const url = sqlUrl(this.#reach.relay.port('sql'), 'postgres')
    const all = async (): Promise<boolean> => {
      const streaming = (await replicationState(url)).filter(({ state }) => state === 'streaming')
      return ZONES.every((zone) => streaming.some((one) => one.applicationName === applicationName(zone)))
    }
    await waitFor(`the databases of ${LOST} stream`, all, { timeoutMs: STREAMING_TIMEOUT_MS, everyMs: 50 })
  }

  #raiseAlarm(text: string): void {
    const alert: LabAlert = 'RegionUnreachable'
    this.#append({ ...this.#event('alarm', LOST, `${alert}: ${text}`), alert })
  }

  #tell(kind: string, component: string, text: string, fromNs?: string): void {
    this.#append(this.#event(kind, component, text, fromNs))
  }

  #event(kind: string, component: string, text: string, fromNs: string = monotonicNow()): ControlPlaneEvent {
    return { kind, component, fromNs, toNs: monotonicNow(), source: 'region-manager', text }
  }

  #append(event: ControlPlaneEvent): void {
    if (!this.#ended) this.#reach.events.append(event)
  }
}
