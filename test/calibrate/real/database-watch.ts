import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { type ClockBracket, now } from './outage.ts'

/** How often the database is asked, and from which answer on it stood still, in milliseconds. */
const [ASK_EVERY_MS, STALLED_AFTER_MS] = [20, 40]

/** Asks a database beside whatever is broken in front of it, to know when it stood still by itself. */
export class DatabaseWatch {
  readonly stalls: ClockBracket[] = []
  readonly #client: Client
  readonly #running: Promise<void>
  #stopped = false

  private constructor(client: Client) {
    this.#client = client
    this.#running = this.#watch()
  }

  static async start(url: string): Promise<DatabaseWatch> {
    const client = new Client({ connectionString: url, application_name: 'calibration-watch' })
    client.on('error', () => {})
    await client.connect()
    return new DatabaseWatch(client)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
    await this.#client.end()
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      const lo = now()
      await this.#client.query('select 1')
      const hi = now()
      if (Number(BigInt(hi) - BigInt(lo)) > STALLED_AFTER_MS * 1e6) this.stalls.push({ lo, hi })
      await sleep(ASK_EVERY_MS)
    }
  }
}
