import { type LookupFunction, Socket } from 'node:net'
import { Client } from 'pg'
import { fromEnvironment } from '../system/secrets.ts'

/** How long an orderly goodbye may take, in milliseconds; a hanging server never completes one. */
const GOODBYE_MS = 500

export interface SqlConnectionOptions {
  /** PostgreSQL connection URL without a password. */
  readonly url: string
  /** Name of the environment variable that holds the URL with its password; it takes the place of {@link url}. */
  readonly urlEnv?: string | undefined
  readonly applicationName: string
  /** Limit of connecting and logging in, in milliseconds. */
  readonly connectTimeoutMs: number
  /** Limit of one statement, here and in the server, in milliseconds. */
  readonly statementTimeoutMs: number
  /** Resolves the name of the server. @default as Node does */
  readonly lookup?: LookupFunction
}

/**
 * One connection to PostgreSQL that can be dropped at any moment. `pg` itself cannot: its `end()` waits for a connect
 * that hangs. The socket is ours instead, so destroying it ends everything.
 */
export class SqlConnection {
  readonly client: Client
  readonly #socket: Socket
  #closed = false

  constructor({ url, urlEnv, applicationName, connectTimeoutMs, statementTimeoutMs, lookup }: SqlConnectionOptions) {
    this.#socket = lookup === undefined ? new Socket() : new ResolvingSocket(lookup)
    this.client = new Client({
      connectionString: urlEnv === undefined ? url : fromEnvironment(urlEnv),
      application_name: applicationName,
      stream: () => this.#socket,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: statementTimeoutMs,
      statement_timeout: statementTimeoutMs,
    })
    // Without a listener the loss of an idle connection would end this process.
    this.client.on('error', () => this.destroy())
    this.#socket.on('close', () => (this.#closed = true))
  }

  get closed(): boolean {
    return this.#closed
  }

  /** @throws what `pg` throws, also on a timeout */
  async connect(): Promise<void> {
    await this.client.connect()
  }

  /** Drops the connection at once; whoever waits for an answer gets an error. */
  destroy(): void {
    this.#closed = true
    this.#socket.destroy()
  }

  /** Says goodbye, so that the server frees its slot at once, and drops the connection if that takes too long. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    const timer = setTimeout(() => this.#socket.destroy(), GOODBYE_MS)
    this.#socket.once('close', () => clearTimeout(timer))
    this.client.end().catch(() => this.#socket.destroy())
  }
}

/** `pg` asks for a host and a port and no more: this adds how the host is found. */
class ResolvingSocket extends Socket {
  readonly #lookup: LookupFunction

  constructor(lookup: LookupFunction) {
    super()
    this.#lookup = lookup
  }

  override connect(...[port, host]: unknown[]): this {
    if (typeof host === 'string') return super.connect({ port: Number(port), host, lookup: this.#lookup })
    // A socket in the file system has no name to resolve.
    return super.connect(String(port))
  }
}

/** A table's name, optionally with its schema, quoted for use in a statement. */
export function quoteTable(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')
}

/** A text as a literal, for the statements that take no parameters. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
