import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

// How long a polite goodbye may take; a frozen server never answers it.
const GOODBYE_MS = 200

/** One session with a server, every wait of which is bounded. */
export interface Session {
  query<Row>(sql: string, params?: readonly unknown[]): Promise<readonly Row[]>
}

/**
 * Opens a session, lets it be used, and closes it, whatever happens. Without both timeouts a client of a frozen server
 * waits for ever: the kernel accepts connections and acknowledges data on its behalf.
 *
 * @param timeoutMs - for connecting, and for each query
 * @throws pg's own errors
 */
export async function withSession<Result>(
  url: string,
  timeoutMs: number,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  const socket = new Socket()
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    application_name: 'blackstart-control',
    stream: () => socket,
  })
  // A server that is killed between two queries tells the client in this way; the next query fails and says it.
  client.on('error', () => {})
  try {
    await client.connect()
    return await use({
      query: async <Row>(sql: string, params: readonly unknown[] = []) =>
        (await client.query(sql, [...params])).rows as Row[],
    })
  } finally {
    const goodbye = client.end().catch(() => {})
    await Promise.race([goodbye, sleep(GOODBYE_MS, undefined, { ref: false })])
    socket.destroy()
  }
}
