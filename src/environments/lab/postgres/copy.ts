import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Owner } from './program.ts'
import { copyTree, writeOwned } from './files.ts'
import { withSession } from './session.ts'

const COPY_TIMEOUT_MS = 60_000

export interface LiveCopyOptions {
  /** The running primary, any database of it. */
  readonly sourceUrl: string
  readonly sourceDataFolder: string
  /** Made; its parent must be there. */
  readonly targetFolder: string
  /** {@link PostgresBinaries.owner} */
  readonly owner: Owner | undefined
  readonly signal?: AbortSignal | undefined
  /** For the copy as a whole. @default 60000 */
  readonly timeoutMs?: number
}

/**
 * A base backup of a running primary as a plain copy of its files, ready to be started as a standby
 * (PostgreSQL's manual, "Making a Base Backup Using the Low Level API"). One session holds it from start to stop;
 * when that breaks, the backup is void and the target is removed.
 *
 * What is written meanwhile comes from the primary's WAL: it must still have it when the standby starts
 * (`wal_keep_size`).
 */
export async function liveCopy(options: LiveCopyOptions): Promise<void> {
  const { sourceUrl, sourceDataFolder, targetFolder, owner, timeoutMs = COPY_TIMEOUT_MS } = options
  const deadline = AbortSignal.timeout(timeoutMs)
  const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline])
  try {
    await withSession(sourceUrl, timeoutMs, async (session) => {
      await session.query("select pg_backup_start('blackstart', fast => true)")
      await copyTree(sourceDataFolder, targetFolder, { owner, take: partOfBackup, gently: true, signal })
      const [label] = await session.query<{ labelfile: string }>(
        'select labelfile from pg_backup_stop(wait_for_archive => false)',
      )
      if (label === undefined) throw new Error('pg_backup_stop returned no label')
      await writeOwned(join(targetFolder, 'backup_label'), label.labelfile, owner)
      await writeOwned(join(targetFolder, 'standby.signal'), '', owner)
    })
  } catch (error) {
    await rm(targetFolder, { recursive: true, force: true })
    throw error
  }
}

/** Of the running server, not of its data; the server wants the folders to be there when it starts. */
const EMPTIED = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
])

/** Who the source is, in its own words: the copy gets its own. */
const LEFT_OUT = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'postgresql.conf',
  'postgresql.auto.conf',
  'postgresql.auto.conf.tmp',
  'backup_label',
  'tablespace_map',
  'backup_manifest',
  'standby.signal',
  'recovery.signal',
])

/** What of a running server's data folder belongs into a backup of it. */
export function partOfBackup(path: string, isFolder: boolean): 'copy' | 'empty' | 'leave' {
  if (isFolder) return EMPTIED.has(path) ? 'empty' : 'copy'
  const name = path.slice(path.lastIndexOf('/') + 1)
  return LEFT_OUT.has(path) || name.startsWith('pg_internal.init') || name.startsWith('pgsql_tmp') ? 'leave' : 'copy'
}
