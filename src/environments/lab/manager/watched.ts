import { setTimeout as sleep } from 'node:timers/promises'
import { tryConnect } from '../tcp/backlog.ts'
import type { LabAlert } from '../alerts.ts'
import type { ManagedNode } from './config.ts'
import { DatabaseProbe, type ProbeAnswer } from './database-probe.ts'
import { FailureCount } from './failure-count.ts'

/** A machine that is silent for longer than this after its database is no machine that starts again, in milliseconds. */
const SILENCE_MS = 1_000
const LAST_LOOK_MS = 500

/** A database that is probed again and again. */
export class Watched {
  readonly node: ManagedNode
  readonly failures: FailureCount
  readonly #probe: DatabaseProbe
  #seen: ProbeAnswer = 'answers'

  constructor(node: ManagedNode, threshold: number) {
    this.node = node
    this.failures = new FailureCount(threshold)
    this.#probe = new DatabaseProbe(node.url)
  }

  async check(deadlineMs: number): Promise<void> {
    this.#seen = await this.#probe.check(deadlineMs)
    this.failures.record(this.#seen === 'answers')
  }

  /**
   * Which alert fits: a lost zone is silent as a whole, a database that hangs is so alone. A machine that has just died is
   * as silent as both, and may be back in a moment, with a database that is down: silence is looked at twice.
   */
  async alert(role: 'primary' | 'standby'): Promise<LabAlert> {
    const machine = this.#seen === 'silent' ? await this.#lookAgain() : 'accepted'
    if (this.#seen === 'silent' && machine === 'silent') return 'ZoneUnreachable'
    if (role === 'standby') return 'PostgresStandbyDown'
    return this.#seen === 'silent' && machine === 'accepted' ? 'PostgresPrimaryHangs' : 'PostgresPrimaryDown'
  }

  /** Nobody in its zone answers, not even to refuse. */
  async zoneIsSilent(): Promise<boolean> {
    return (await this.#machine()) === 'silent'
  }

  #machine(): ReturnType<typeof tryConnect> {
    return tryConnect(this.node.agentPort, this.node.host)
  }

  /** @returns what its machine says; the database was asked after it */
  async #lookAgain(): ReturnType<typeof tryConnect> {
    let machine = await this.#machine()
    if (machine !== 'accepted') {
      await sleep(SILENCE_MS)
      machine = await this.#machine()
    }
    this.#seen = await this.#probe.check(LAST_LOOK_MS)
    return machine
  }

  close(): void {
    this.#probe.close()
  }
}
