import { monotonicNow } from '../../../system/clock.ts'
import { queryOnce } from '../postgres/sql.ts'
import type { Database } from './database.ts'
import type { Lab } from './lab.ts'

/** A standby that does not answer must not hold up the fault for long. */
const SAMPLE_TIMEOUT_MS = 1_000

/**
 * Takes down how far the standby is behind, as PostgreSQL tells it: a second opinion on the recovery point, which has
 * nothing to do with probes and canaries. The age is that of the newest transaction that the standby has replayed, so
 * it grows with every moment that passes after the sample; it is only known while there are transactions.
 */
export async function sampleReplicationLag(lab: Lab, primary: Database): Promise<void> {
  const standby = lab.databases.find((database) => database !== primary && database.alive)
  if (standby === undefined) return
  const fromNs = monotonicNow()
  try {
    const replayed = await replayedBy(standby)
    const toNs = monotonicNow()
    const behindBytes = await bytesAfter(primary.adminUrl, replayed.lsn)
    const { ageMs } = replayed
    const age = ageMs === null ? 'no transaction replayed yet' : `the newest one ${Math.round(ageMs)} ms old`
    lab.events.append({
      kind: 'replication-lag',
      component: standby.id,
      fromNs,
      toNs,
      source: 'labd',
      text: `${standby.id} has replayed up to ${replayed.lsn}, ${age}; ${behindBytes} bytes of WAL are missing`,
      figures: { behindBytes, ...(ageMs === null ? {} : { replayedAgeMs: ageMs }) },
    })
  } catch (error) {
    lab.events.note('replication-lag', standby.id, `${standby.id} does not say how far it is: ${String(error)}`)
  }
}

/**
 * How far a replica is behind now, in milliseconds, as PostgreSQL tells it: 0 when it has replayed all that the writer has
 * written, else the age of the newest transaction that it has replayed. Where the writer cannot be asked nobody knows whether
 * there is more, so the age is taken.
 *
 * @returns undefined when it follows nobody, or has replayed no transaction
 */
export async function replicaLagMs(lab: Lab, replica: Database): Promise<number | undefined> {
  if (!replica.alive || (await replica.role()) !== 'standby') return undefined
  const { lsn, ageMs } = await replayedBy(replica)
  const missing = await bytesAfter(lab.info.writerUrl, lsn).catch(() => undefined)
  return missing !== undefined && missing <= 0 ? 0 : (ageMs ?? undefined)
}

async function replayedBy(standby: Database): Promise<{ lsn: string; ageMs: number | null }> {
  const [row] = await queryOnce<{ lsn: string; ageMs: number | null }>(
    standby.adminUrl,
    `select pg_last_wal_replay_lsn()::text as lsn,
            (extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::float8 as "ageMs"`,
    [],
    SAMPLE_TIMEOUT_MS,
  )
  if (row === undefined) throw new Error('no answer')
  return row
}

async function bytesAfter(writerUrl: string, lsn: string): Promise<number> {
  const [row] = await queryOnce<{ bytes: number }>(
    writerUrl,
    'select pg_wal_lsn_diff(pg_current_wal_lsn(), $1::pg_lsn)::float8 as bytes',
    [lsn],
    SAMPLE_TIMEOUT_MS,
  )
  return row?.bytes ?? 0
}
