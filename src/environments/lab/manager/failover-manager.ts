import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicNow } from '../../../system/clock.ts'
import { promote, setSynchronous } from '../postgres/sql.ts'
import type { ManagedNode, ManagerConfig } from './config.ts'
import { alarm, type EventSink, managerEvent, reported } from './events.ts'
import { NoStandbyError } from './no-standby-error.ts'
import { stopInOrder } from './orderly-stop.ts'
import { fenceInTime } from './fencing.ts'
import { restoreStandby, waitForStreaming } from './redundancy.ts'
import { moveEndpoint, rebuild } from './remote-calls.ts'
import { Watched } from './watched.ts'

/** Pause between two attempts to do something in a zone that does not answer. */
const RETRY_PAUSE_MS = 200

/** How an old primary ended; `unconfirmed`: nobody knows whether it has. */
type End = 'in-order' | 'fenced' | 'unconfirmed'

/**
 * Does what a managed database service does by itself:
 *
 * ```
 * probe ─► primary lost ─► fence the old ─► promote the standby ─► move the endpoint ─► rebuild the old as standby
 *      └─► standby lost ─► commit without it ─────────────────────────────────────────► rebuild it
 * ```
 * It sees the databases only through the relays, so a lost zone looks to it as it does to everyone else. A standby that
 * lives but does not stream is not lost to it: it probes the process, not the link. On request it does the same without a
 * loss: a switchover, which begins with an orderly stop of the primary instead of its fencing.
 */
export class FailoverManager {
  readonly #config: ManagerConfig
  readonly #sink: EventSink
  #primary: Watched
  /** undefined while it is being rebuilt, and in a lab without one. */
  #standby: Watched | undefined
  #switchover = Promise.withResolvers<void>()
  #switchoverRequested = false
  /** Those whose loss has been told, where acting is left to people. */
  readonly #alarmed = new Set<Watched>()
  #stoodDown = false

  constructor(config: ManagerConfig, sink: EventSink) {
    this.#config = config
    this.#sink = sink
    this.#primary = this.#watch(config.primary)
    this.#standby = config.settings.standby === 'on' ? this.#watch(config.standby) : undefined
  }

  /** Where clients are to be led. */
  get writer(): ManagedNode {
    return this.#primary.node
  }

  /** Resolves when the pair is redundant, if it is to be one; only then may a lab call itself up. */
  async waitUntilRedundant(): Promise<void> {
    const { primary, standby, settings } = this.#config
    if (settings.standby === 'on') await waitForStreaming(primary, standby, settings.replication)
  }

  /** Probes and acts until the process ends. */
  async run(): Promise<never> {
    for (;;) {
      const interval = sleep(this.#config.settings.detectionIntervalMs)
      if (!this.#stoodDown) await this.#look()
      await Promise.race([interval, this.#switchover.promise])
    }
  }

  async #look(): Promise<void> {
    if (this.#switchoverRequested) await this.#switchOver()
    await this.#probeAll()
    if (this.#stoodDown) return
    if (this.#config.settings.failover === 'manual') await this.#raiseAlarms()
    else if (this.#primary.failures.reached) await this.#failOver()
    else if (this.#standby?.failures.reached === true) await this.#loseStandby(this.#standby)
  }

  /**
   * Asks for a switchover; it is begun at once, and done when the events say so.
   *
   * @throws NoStandbyError
   */
  requestSwitchover(): void {
    if (this.#standby === undefined || this.#stoodDown) {
      throw new NoStandbyError('there is no standby to switch over to')
    }
    this.#tell('switchover-requested', this.#primary, `${this.#standby.node.id} is to take over`)
    this.#switchoverRequested = true
    this.#switchover.resolve()
  }

  /** Its region is given up: from now on it leaves its databases alone, whatever becomes of them. */
  standDown(): void {
    this.#stoodDown = true
    this.#primary.close()
    this.#standby?.close()
  }

  /** A person's hand: makes sure that the database acknowledges nothing more. @throws RangeError, or why it failed */
  async fenceByHand(database: string): Promise<void> {
    await fenceInTime(this.#node(database), this.#config.settings, this.#sink)
  }

  /** A person's hand: gives a standby that is gone a fresh copy. @throws RangeError, or why it failed */
  async rebuildByHand(database: string): Promise<void> {
    const node = this.#node(database)
    const primary = this.#primary.node
    if (node.id === primary.id) throw new RangeError(`${node.id} is the primary: lead clients away from it first`)
    this.#standby?.close()
    this.#standby = undefined
    await reported(this.#sink, 'standby-rebuilt', node.id, `${node.id} streams from ${primary.id}`, async () => {
      await rebuild(node, false)
      await waitForStreaming(primary, node, 'async')
    })
    this.#standby = this.#watch(node)
  }

  /**
   * A person's hand: leads clients to a database that a person has promoted, and gives the place of the other one a fresh
   * copy of it.
   *
   * @throws RangeError, or why the endpoint could not be moved
   */
  async leadByHand(database: string): Promise<void> {
    const { endpointSocket, settings, primary, standby } = this.#config
    const next = this.#node(database)
    await reported(this.#sink, 'endpoint-moved', 'writer-endpoint', `clients are led to ${next.id}`, () =>
      moveEndpoint(endpointSocket, next, settings.propagationMs),
    )
    if (this.#primary.node.id === next.id) return
    this.#primary.close()
    this.#standby?.close()
    this.#primary = this.#watch(next)
    this.#standby = undefined
    void this.#rebuild(next.id === primary.id ? standby : primary, true)
  }

  #node(database: string): ManagedNode {
    const { primary, standby } = this.#config
    const node = [primary, standby].find(({ id }) => id === database)
    if (node === undefined) {
      throw new RangeError(`there is no database '${database}': there are ${primary.id} and ${standby.id}`)
    }
    return node
  }

  /** Noticed and told, once for each loss; acting is left to people. */
  async #raiseAlarms(): Promise<void> {
    for (const watched of [this.#primary, this.#standby]) {
      if (watched === undefined) continue
      if (!watched.failures.reached) this.#alarmed.delete(watched)
      else if (!this.#alarmed.has(watched)) {
        this.#alarmed.add(watched)
        const { id } = watched.node
        const alert = await watched.alert(watched === this.#primary ? 'primary' : 'standby')
        this.#sink(alarm(alert, id, `${id} does not answer`, watched.failures.sinceNs))
      }
    }
  }

  #watch(node: ManagedNode): Watched {
    return new Watched(node, this.#config.settings.detectionThreshold)
  }

  async #probeAll(): Promise<void> {
    const all = this.#standby === undefined ? [this.#primary] : [this.#primary, this.#standby]
    await Promise.all(all.map((watched) => watched.check(this.#config.settings.detectionIntervalMs)))
  }

  async #failOver(): Promise<void> {
    const old = this.#primary
    const next = this.#standby
    this.#tell('primary-lost', old, `${old.node.id} did not answer`, old.failures.sinceNs)
    old.failures.reset()
    if (next === undefined) {
      this.#tell('failover-failed', old, 'there is no standby to promote')
      return
    }
    await this.#promote(old, next, () => fenceInTime(old.node, this.#config.settings, this.#sink))
  }

  async #switchOver(): Promise<void> {
    this.#switchoverRequested = false
    this.#switchover = Promise.withResolvers()
    const old = this.#primary
    const next = this.#standby
    if (next === undefined) {
      this.#tell('failover-failed', old, 'the standby was lost before the switchover began')
      return
    }
    await this.#promote(old, next, async () => {
      const fromNs = monotonicNow()
      if (await stopInOrder(old, this.#config.settings)) {
        this.#tell('primary-stopped', old, `${old.node.id} has shut down in order`, fromNs)
        return 'in-order'
      }
      this.#tell('primary-lost', old, `${old.node.id} went silent before it had shut down`, fromNs)
      return await fenceInTime(old.node, this.#config.settings, this.#sink)
    })
  }

  /**
   * @param end - makes sure that the old primary acknowledges nothing more; says how
   */
  async #promote(old: Watched, next: Watched, end: () => Promise<End>): Promise<void> {
    const { endpointSocket, settings } = this.#config
    let ended: End
    try {
      ended = await end()
      await sleep(settings.promotionDelayMs)
      await reported(this.#sink, 'promoted', next.node.id, `${next.node.id} accepts writes`, async () => {
        await promote(next.node.url)
      })
      await reported(this.#sink, 'endpoint-moved', 'writer-endpoint', `clients are led to ${next.node.id}`, () =>
        moveEndpoint(endpointSocket, next.node, settings.propagationMs),
      )
      if (ended === 'unconfirmed' && settings.replication === 'async') {
        const text = `${next.node.id} was promoted, and nobody knows whether ${old.node.id} still acknowledges`
        this.#sink(alarm('PostgresTwoWriters', old.node.id, text))
      }
    } catch (error) {
      this.#tell('failover-failed', next, String(error))
      return
    }
    this.#primary = next
    this.#standby = undefined
    old.close()
    // What did not end in order may hold what its successor does not have.
    void this.#rebuild(old.node, ended !== 'in-order')
  }

  async #loseStandby(lost: Watched): Promise<void> {
    this.#tell('standby-lost', lost, `${lost.node.id} did not answer`, lost.failures.sinceNs)
    lost.failures.reset()
    const primary = this.#primary.node
    if (this.#config.settings.replication === 'sync') {
      try {
        await reported(this.#sink, 'synchronous-off', primary.id, 'commits do not wait for a standby any more', () =>
          setSynchronous(primary.url, ''),
        )
      } catch (error) {
        this.#tell('rebuild-failed', lost, `commits still wait for it: ${String(error)}`)
        return
      }
    }
    this.#standby = undefined
    lost.close()
    void this.#rebuild(lost.node, false)
  }

  /** Tries until it is done. Never rejects: it runs beside the probing. */
  async #rebuild(node: ManagedNode, saveFork: boolean): Promise<void> {
    const { settings } = this.#config
    let told = ''
    for (let pauseMs = settings.rebuildDelayMs; ; pauseMs = RETRY_PAUSE_MS) {
      await sleep(pauseMs)
      if (this.#stoodDown) return
      const primary = this.#primary.node
      try {
        await reported(this.#sink, 'redundancy-restored', node.id, `${node.id} streams from ${primary.id}`, () =>
          restoreStandby(primary, node, settings.replication, saveFork),
        )
        this.#standby = this.#watch(node)
        return
      } catch (error) {
        // Its zone may be gone for long: the same is not told again and again.
        if (String(error) !== told) this.#sink(managerEvent('rebuild-failed', node.id, String(error)))
        told = String(error)
      }
    }
  }

  #tell(kind: Parameters<typeof managerEvent>[0], { node }: Watched, text: string, fromNs?: string): void {
    this.#sink(managerEvent(kind, node.id, text, fromNs))
  }
}
