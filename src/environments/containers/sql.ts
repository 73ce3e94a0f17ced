import { Client } from 'pg'

/** What is known of a container that is asked by SQL. */
interface Published {
  readonly sql?: string
  /** Host port by container port. */
  readonly ports: ReadonlyMap<number, number>
}

/** What a database says of itself. */
export interface Lineage {
  readonly role: 'primary' | 'standby'
  /** Of its cluster: the same in every copy. Undefined where it does not tell. */
  readonly system?: string
  /** Of a primary: every promotion makes a higher one. Undefined where it does not tell. */
  readonly timeline?: number
}

const CONNECT_TIMEOUT_MS = 1_000
const QUERY_TIMEOUT_MS = 1_000

/** PostgreSQL's own codes for what a database knows nothing of, or does not tell. */
const UNDEFINED_FUNCTION = '42883'
const INSUFFICIENT_PRIVILEGE = '42501'
const FEATURE_NOT_SUPPORTED = '0A000'

/** Where a database answers from here; undefined when it has no SQL label, or its port is not published now. */
export function sqlUrlOf({ sql, ports }: Published, host: string): string | undefined {
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

const LINEAGE = `
  select pg_is_in_recovery() as standby, system_identifier::text as system,
    case when pg_is_in_recovery() then null else substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end as timeline
  from pg_control_system()`

/** What a database says of itself; undefined when it does not answer. */
export async function lineageOf(container: Published, host: string): Promise<Lineage | undefined> {
  const url = sqlUrlOf(container, host)
  if (url === undefined) return undefined
  try {
    const [row] = await ask<{ standby: boolean; system: string; timeline: string | null }>(url, LINEAGE)
    if (row === undefined) return undefined
    const { standby, system, timeline } = row
    return {
      role: standby ? 'standby' : 'primary',
      system,
      ...(timeline === null ? {} : { timeline: Number.parseInt(timeline, 16) }),
    }
  } catch (error) {
    // It has answered, and knows its role only: not every database that speaks PostgreSQL's protocol keeps such files.
    return isRefusal(error) ? roleOf(url) : undefined
  }
}

function isRefusal(error: unknown): boolean {
  const { code } = error as { readonly code?: string }
  return code === UNDEFINED_FUNCTION || code === INSUFFICIENT_PRIVILEGE || code === FEATURE_NOT_SUPPORTED
}

async function roleOf(url: string): Promise<Lineage | undefined> {
  try {
    const [row] = await ask<{ standby: boolean }>(url, 'select pg_is_in_recovery() as standby')
    return { role: row?.standby === true ? 'standby' : 'primary' }
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
