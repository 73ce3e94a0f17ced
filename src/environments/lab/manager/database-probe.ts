import { Client } from 'pg'

/** `refused`: something said no, at once. `silent`: nothing was said at all. */
export type ProbeAnswer = 'answers' | 'refused' | 'silent'

/**
 * Asks a database `select 1` over a kept connection, and connects again when that was lost. A server that accepts but does
 * not answer has failed: that is why a TCP connect would not do.
 */
export class DatabaseProbe {
  readonly #url: string
  #client: Client | undefined

  constructor(url: string) {
    this.#url = url
  }

  /** Never rejects. @param deadlineMs - for the connect, and again for the answer */
  async check(deadlineMs: number): Promise<ProbeAnswer> {
    try {
      this.#client ??= await this.#connect(deadlineMs)
      const query = { text: 'select 1', query_timeout: deadlineMs }
      await this.#client.query(query)
      return 'answers'
    } catch (error) {
      this.close()
      return /timeout/i.test(String(error)) ? 'silent' : 'refused'
    }
  }

  close(): void {
    this.#client?.end().catch(() => {})
    this.#client = undefined
  }

  async #connect(deadlineMs: number): Promise<Client> {
    const client = new Client({ connectionString: this.#url, connectionTimeoutMillis: deadlineMs })
    client.on('error', () => {
      if (this.#client === client) this.#client = undefined
    })
    try {
      await client.connect()
      return client
    } catch (error) {
      client.end().catch(() => {})
      throw error
    }
  }
}
