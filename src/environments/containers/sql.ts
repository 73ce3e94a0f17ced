import { Client } from 'pg'
import type { StackContainer } from './stack.ts'

const CONNECT_TIMEOUT_MS = 1_000
const QUERY_TIMEOUT_MS = 1_000

/** Where a database answers from here; undefined when it has no SQL label, or its port is not published now. */
export function sqlUrlOf({ sql, ports }: StackContainer, host: string): string | undefined {
  if (sql === undefined) return undefined
  const url = new URL(sql)
  const published = ports.get(Number(url.port === '' ? 5_432 : url.port))
  if (published === undefined) return undefined
  url.hostname = host
  url.port = String(published)
  return url.href
}

/** Asks one question in a session of its own. @throws pg's own errors */
export async function ask<Row>(url: string, sql: string): Promise<readonly Row[]> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(sql)).rows as Row[]
  } finally {
    client.end().catch(() => {})
  }
}

/** What a database says that it is; undefined when it does not answer. */
export async function roleOf(url: string): Promise<'primary' | 'standby' | undefined> {
  try {
    const [row] = await ask<{ standby: boolean }>(url, 'select pg_is_in_recovery() as standby')
    return row?.standby === true ? 'standby' : 'primary'
  } catch {
    return undefined
  }
}

/** How many standbys stream from a database, and how many of those its commits wait for. @throws pg's own errors */
export async function streamingFrom(url: string): Promise<{ readonly streaming: number; readonly waitedFor: number }> {
  const rows = await ask<{ sync: string }>(
    url,
    "select sync_state as sync from pg_stat_replication where state = 'streaming'",
  )
  return { streaming: rows.length, waitedFor: rows.filter(({ sync }) => sync === 'sync' || sync === 'quorum').length }
}
