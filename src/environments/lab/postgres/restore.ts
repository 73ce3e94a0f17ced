import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../../system/free-port.ts'
import { waitFor } from '../../../system/wait.ts'
import { recoverySettings } from './archive.ts'
import type { PostgresBinaries } from './binaries.ts'
import { PostgresStartError } from './errors.ts'
import { copyTree, writeOwned } from './files.ts'
import { PostgresServer } from './server.ts'
import { isInRecovery } from './sql.ts'

/** Replay is bounded by what a lab writes in its life; on a slow disk it may take long all the same. */
const REPLAY_TIMEOUT_MS = 120_000

export interface RestoreOptions {
  /** Name of the new server. */
  readonly id: string
  /** Data folder as {@link liveCopy} has made it; stays as it is. */
  readonly baseFolder: string
  readonly archiveFolder: string
  /** The last moment whose commits are taken; undefined: all that are in the archive. */
  readonly to: Date | undefined
  /** Made; its parent must be there. */
  readonly dataFolder: string
  readonly logFile: string
  /** Not less than the server had that the base is of (`max_connections`). */
  readonly overrides: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
}

/**
 * Makes a new server from a base copy and the WAL that was archived since: everything that was committed up to a moment, and
 * nothing after it. Resolves when it accepts writes.
 *
 * @throws PostgresStartError when the archive ends before that moment; nothing is left but the log
 */
export async function restoreServer(binaries: PostgresBinaries, options: RestoreOptions): Promise<PostgresServer> {
  const { id, baseFolder, archiveFolder, to, dataFolder, logFile, overrides, signal } = options
  let server: PostgresServer | undefined
  try {
    await copyTree(baseFolder, dataFolder, { owner: binaries.owner, gently: true, signal })
    await writeOwned(join(dataFolder, 'recovery.signal'), '', binaries.owner)
    const started = await PostgresServer.start(
      binaries,
      {
        id,
        dataFolder,
        logFile,
        port: await freePort(),
        overrides: { ...overrides, ...recoverySettings(archiveFolder, to) },
      },
      signal,
    )
    server = started
    // It answers reads while it replays, and ends when the archive does not reach as far as it was asked to.
    const replayed = async (): Promise<boolean> => {
      if (!started.isAlive()) throw new PostgresStartError(started, 'ended while it replayed', 'see there')
      return !(await isInRecovery(started.url('postgres')).catch(() => true))
    }
    await waitFor(`${id} has replayed`, replayed, { timeoutMs: REPLAY_TIMEOUT_MS, everyMs: 10, signal })
    return started
  } catch (error) {
    await server?.dispose()
    await rm(dataFolder, { recursive: true, force: true })
    throw error
  }
}
