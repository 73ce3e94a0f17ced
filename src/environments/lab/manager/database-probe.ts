import { Client } from 'pg'

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
  async check(deadlineMs: number): Promise<boolean> {
    try {
      this.#client ??= await this.#connect(deadlineMs)
      const query = { text: 'select 1', query_timeout: deadlineMs }
      await this.#client.query(query)
      return true
    } catch {
      this.close()
      return false
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
