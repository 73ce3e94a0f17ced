import { Pool, type PoolClient, type QueryResultRow } from 'pg'
import { DATABASE_IDENTITY_SQL } from '../names.ts'
import type { Order, Page } from './requests.ts'

/** The queue for a connection is full: the statement was not sent. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError'
}

/** No connection could be had: the statement was not sent. */
export class UnreachableDatabaseError extends Error {
  override readonly name = 'UnreachableDatabaseError'
}

/** The request's time is over. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
  /** Whether the statement had been sent: then it may have its effect all the same. */
  readonly sent: boolean

  constructor(sent: boolean) {
    super(sent ? 'no answer from the database in time' : 'no connection in time')
    this.sent = sent
  }
}

export interface StoreSettings {
  readonly url: string
  /** Connections that are kept at most. */
  readonly poolSize: number
  /** Requests that may wait for one of them. */
  readonly maxWaiting: number
  readonly connectTimeoutMs: number
  /** After a failed connect nobody tries again for so long: an outage must not become a storm of connects. */
  readonly connectBackoffMs: number
}

export const STORE_DEFAULTS: Omit<StoreSettings, 'url'> = {
  poolSize: 10,
  maxWaiting: 200,
  connectTimeoutMs: 700,
  connectBackoffMs: 20,
}

/** Least time that a statement is given; below it, it is not worth sending. */
const LEAST_STATEMENT_MS = 5

/**
 * The orders in the database. Every wait has a bound, and nothing is tried twice: whether a write is worth repeating is
 * for the client to say.
 */
export class OrderStore {
  readonly #pool: Pool
  readonly #settings: StoreSettings
  #noConnectBeforeMs = 0

  constructor(settings: StoreSettings) {
    this.#settings = settings
    this.#pool = new Pool({
      connectionString: settings.url,
      max: settings.poolSize,
      connectionTimeoutMillis: settings.connectTimeoutMs,
      idleTimeoutMillis: 0,
      keepAlive: true,
    })
    // A kept connection died: the pool has discarded it already, and without a listener the process would end.
    this.#pool.on('error', () => {})
    // The same for one that is in use: its query fails and says so, and the event comes on top of that.
    this.#pool.on('connect', (client) => client.on('error', () => {}))
  }

  /**
   * @param deadlineMs - on the clock of `performance.now()`
   * @returns the database that took it, as `name/timeline`
   */
  async insert({ writer, seq }: Order, deadlineMs: number): Promise<string> {
    const rows = await this.#query<{ database: string }>(
      `insert into orders (writer, seq) values ($1, $2) returning ${DATABASE_IDENTITY_SQL} as database`,
      [writer, seq],
      deadlineMs,
    )
    return rows[0]?.database ?? ''
  }

  /** The highest number that is stored; null when there is none. */
  async latest(writer: string, deadlineMs: number): Promise<number | null> {
    const rows = await this.#query<{ seq: string | null }>(
      'select max(seq) as seq from orders where writer = $1',
      [writer],
      deadlineMs,
    )
    const seq = rows[0]?.seq ?? null
    return seq === null ? null : Number(seq)
  }

  /** In ascending order. */
  async page({ writer, after, limit }: Page, deadlineMs: number): Promise<number[]> {
    const rows = await this.#query<{ seq: string }>(
      'select seq from orders where writer = $1 and seq > $2 order by seq limit $3',
      [writer, after, limit],
      deadlineMs,
    )
    return rows.map(({ seq }) => Number(seq))
  }

  close(): Promise<void> {
    return this.#pool.end()
  }

  async #query<Row extends QueryResultRow>(text: string, values: unknown[], deadlineMs: number): Promise<Row[]> {
    const client = await this.#connection(deadlineMs)
    const leftMs = Math.floor(deadlineMs - performance.now())
    if (leftMs < LEAST_STATEMENT_MS) {
      client.release()
      throw new DeadlineError(false)
    }
    try {
      const query = { text, values, query_timeout: leftMs }
      const { rows } = await client.query<Row>(query)
      client.release()
      return rows
    } catch (error) {
      // A constraint says nothing against the connection; anything else does, and a timed-out one still waits.
      const { code, message } = error as { code?: string; message: string }
      client.release(code !== '23505')
      throw message === 'Query read timeout' ? new DeadlineError(true) : error
    }
  }

  async #connection(deadlineMs: number): Promise<PoolClient> {
    if (performance.now() >= deadlineMs) throw new DeadlineError(false)
    if (this.#pool.waitingCount >= this.#settings.maxWaiting) throw new OverloadedError('too many requests wait')
    if (this.#pool.idleCount === 0 && performance.now() < this.#noConnectBeforeMs) {
      throw new UnreachableDatabaseError('the last connect has just failed')
    }
    try {
      return await this.#pool.connect()
    } catch (cause) {
      this.#noConnectBeforeMs = performance.now() + this.#settings.connectBackoffMs
      throw new UnreachableDatabaseError('no connection to the database', { cause })
    }
  }
}
