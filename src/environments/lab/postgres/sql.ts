import { waitFor } from '../../../system/wait.ts'
import { withSession } from './session.ts'

const QUERY_TIMEOUT_MS = 2_000
const PROMOTION_TIMEOUT_MS = 10_000
const RELOAD_TIMEOUT_MS = 5_000
// pg_promote(true) looks every 100 ms; promotion itself takes about 40.
const PROMOTION_POLL_MS = 3

/** One row of `pg_stat_replication`: a standby as its primary sees it. */
export interface StandbyState {
  readonly applicationName: string
  /** `streaming` is the only healthy one: a standby that cannot follow starts, answers reads and stays in `startup`. */
  readonly state: string
  readonly syncState: string
  readonly sentLsn: string | null
  readonly replayLsn: string | null
  /** Bytes of WAL between the primary's end and what the standby replayed. The `*_lag` columns go stale when nothing flows. */
  readonly lagBytes: number | null
}

/**
 * Asks one question in a session of its own.
 *
 * @param timeoutMs - for connecting and for the query, each. @default 2000
 * @throws pg's own errors
 */
export function queryOnce<Row = Record<string, unknown>>(
  url: string,
  sql: string,
  params: readonly unknown[] = [],
  timeoutMs: number = QUERY_TIMEOUT_MS,
): Promise<readonly Row[]> {
  return withSession(url, timeoutMs, (session) => session.query<Row>(sql, params))
}

/** Whether a server is a standby at this moment. */
export async function isInRecovery(url: string, timeoutMs: number = QUERY_TIMEOUT_MS): Promise<boolean> {
  const [row] = await queryOnce<{ standby: boolean }>(url, 'select pg_is_in_recovery() as standby', [], timeoutMs)
  return row?.standby === true
}

/** The standbys that a server feeds. */
export function replicationState(url: string, timeoutMs: number = QUERY_TIMEOUT_MS): Promise<readonly StandbyState[]> {
  return queryOnce<StandbyState>(
    url,
    `select application_name as "applicationName", state, sync_state as "syncState",
            sent_lsn::text as "sentLsn", replay_lsn::text as "replayLsn",
            pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end,
                            replay_lsn)::float8 as "lagBytes"
       from pg_stat_replication order by application_name`,
    [],
    timeoutMs,
  )
}

/**
 * Makes commits wait for a standby, or for none any more (which also lets go those that wait already). Only for a
 * standby that streams: without one every write waits for ever, and no timeout of the server's ends that.
 *
 * Resolves when it is in force: a new session shows the value, so the checkpointer, which tells the other processes
 * whether to wait at all, has been signalled; it answers the CHECKPOINT only after it has heeded that signal.
 *
 * @param name - the standby's application name; '' for none
 */
export async function setSynchronous(url: string, name: string): Promise<void> {
  if (!/^[\w-]*$/.test(name))
    throw new RangeError(`'${name}' is not a name of a standby: letters, digits, _ and - only`)
  const value = name === '' ? '' : `FIRST 1 ("${name}")`
  await withSession(url, QUERY_TIMEOUT_MS, async (session) => {
    await session.query(`alter system set synchronous_standby_names = '${value}'`)
    await session.query('select pg_reload_conf()')
  })
  const shown = async (): Promise<boolean> =>
    (await queryOnce<{ names: string }>(url, "select current_setting('synchronous_standby_names') as names"))[0]
      ?.names === value
  await waitFor(`synchronous_standby_names is '${value}'`, shown, { timeoutMs: RELOAD_TIMEOUT_MS })
  await queryOnce(url, 'checkpoint', [], RELOAD_TIMEOUT_MS)
}

/**
 * Makes a standby the primary. Resolves when it accepts writes.
 *
 * @param timeoutMs - @default 10000
 * @throws WaitTimeoutError, pg's own errors
 */
export async function promote(url: string, timeoutMs: number = PROMOTION_TIMEOUT_MS): Promise<void> {
  await withSession(url, timeoutMs, async (session) => {
    await session.query('select pg_promote(false)')
    const promoted = async (): Promise<boolean> =>
      (await session.query<{ standby: boolean }>('select pg_is_in_recovery() as standby'))[0]?.standby === false
    await waitFor('the standby is promoted', promoted, { timeoutMs, everyMs: PROMOTION_POLL_MS })
  })
}
