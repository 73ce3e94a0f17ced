import { setTimeout as sleep } from 'node:timers/promises'
import { promote, setSynchronous } from '../postgres/sql.ts'
import type { ManagedNode, ManagerConfig } from './config.ts'
import { DatabaseProbe } from './database-probe.ts'
import { type EventSink, managerEvent, reported } from './events.ts'
import { FailureCount } from './failure-count.ts'
import { restoreStandby, waitForStreaming } from './redundancy.ts'
import { fence, moveEndpoint } from './remote-calls.ts'

interface Watched {
  readonly node: ManagedNode
  readonly probe: DatabaseProbe
  readonly failures: FailureCount
}

/** How long fencing is tried before a synchronous pair goes on without it. */
const FENCE_ATTEMPTS = 3

/**
 * Does what a managed database service does by itself:
 *
 * ```
 * probe ─► primary lost ─► fence the old ─► promote the standby ─► move the endpoint ─► rebuild the old as standby
 *      └─► standby lost ─► commit without it ─────────────────────────────────────────► rebuild it
 * ```
 * It sees the databases only through the relays, so a lost zone looks to it as it does to everyone else. A standby that
 * lives but does not stream is not lost to it: it probes the process, not the link.
 */
export class FailoverManager {
  readonly #config: ManagerConfig
  readonly #sink: EventSink
  #primary: Watched
  /** undefined while it is being rebuilt. */
  #standby: Watched | undefined

  constructor(config: ManagerConfig, sink: EventSink) {
    this.#config = config
    this.#sink = sink
    this.#primary = this.#watch(config.primary)
    this.#standby = this.#watch(config.standby)
  }

  /** Resolves when the pair is redundant; only then may a lab call itself up. */
  async waitUntilRedundant(): Promise<void> {
    const { primary, standby, settings } = this.#config
    await waitForStreaming(primary, standby, settings.replication)
  }

  /** Probes and acts until the process ends. */
  async run(): Promise<never> {
    for (;;) {
      const interval = sleep(this.#config.settings.detectionIntervalMs)
      await this.#probeAll()
      if (this.#primary.failures.reached) await this.#failOver()
      else if (this.#standby?.failures.reached === true) await this.#loseStandby(this.#standby)
      await interval
    }
  }

  #watch(node: ManagedNode): Watched {
    const failures = new FailureCount(this.#config.settings.detectionThreshold)
    return { node, probe: new DatabaseProbe(node.url), failures }
  }

  async #probeAll(): Promise<void> {
    const watched = this.#standby === undefined ? [this.#primary] : [this.#primary, this.#standby]
    await Promise.all(
      watched.map(async ({ probe, failures }) =>
        failures.record(await probe.check(this.#config.settings.detectionIntervalMs)),
      ),
    )
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
    try {
      await this.#fence(old.node)
      await sleep(this.#config.settings.promotionDelayMs)
      const { endpointSocket, settings } = this.#config
      await reported(this.#sink, 'promoted', next.node.id, `${next.node.id} accepts writes`, async () => {
        await promote(next.node.url)
      })
      await reported(this.#sink, 'endpoint-moved', 'writer-endpoint', `clients are led to ${next.node.id}`, () =>
        moveEndpoint(endpointSocket, next.node.writerPort, settings.propagationMs),
      )
    } catch (error) {
      this.#tell('failover-failed', next, String(error))
      return
    }
    this.#primary = next
    this.#standby = undefined
    old.probe.close()
    void this.#rebuild(old.node, true)
  }

  /**
   * A primary that nobody can reach may still be alive. In a synchronous pair it cannot acknowledge without its standby, so
   * promotion is safe all the same; in an asynchronous one it would be a split brain.
   */
  async #fence(node: ManagedNode): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await reported(this.#sink, 'fenced', node.id, `all processes of ${node.id} are killed`, () => fence(node))
        return
      } catch (error) {
        if (attempt < FENCE_ATTEMPTS) continue
        if (this.#config.settings.replication === 'async') throw error
        this.#sink(managerEvent('fence-unconfirmed', node.id, `${String(error)}; its commits wait for the standby`))
        return
      }
    }
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
    lost.probe.close()
    void this.#rebuild(lost.node, false)
  }

  /** Never rejects: it runs beside the probing. */
  async #rebuild(node: ManagedNode, saveFork: boolean): Promise<void> {
    const { settings } = this.#config
    await sleep(settings.rebuildDelayMs)
    const primary = this.#primary.node
    try {
      await reported(this.#sink, 'redundancy-restored', node.id, `${node.id} streams from ${primary.id}`, () =>
        restoreStandby(primary, node, settings.replication, saveFork),
      )
      this.#standby = this.#watch(node)
    } catch (error) {
      this.#sink(managerEvent('rebuild-failed', node.id, String(error)))
    }
  }

  #tell(kind: Parameters<typeof managerEvent>[0], { node }: Watched, text: string, fromNs?: string): void {
    this.#sink(managerEvent(kind, node.id, text, fromNs))
  }
}
