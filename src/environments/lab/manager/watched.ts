import { tryConnect } from '../tcp/backlog.ts'
import type { LabAlert } from '../alerts.ts'
import type { ManagedNode } from './config.ts'
import { DatabaseProbe, type ProbeAnswer } from './database-probe.ts'
import { FailureCount } from './failure-count.ts'

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

  /** Which alert fits what was seen last: a lost zone is silent as a whole, a database that hangs is so alone. */
  async alert(role: 'primary' | 'standby'): Promise<LabAlert> {
    if (this.#seen === 'silent' && (await this.zoneIsSilent())) return 'ZoneUnreachable'
    if (role === 'standby') return 'PostgresStandbyDown'
    return this.#seen === 'silent' ? 'PostgresPrimaryHangs' : 'PostgresPrimaryDown'
  }

  /** Nobody in its zone answers, not even to refuse. */
  async zoneIsSilent(): Promise<boolean> {
    return (await tryConnect(this.node.agentPort, this.node.host)) === 'silent'
  }

  close(): void {
    this.#probe.close()
  }
}
