import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rm } from 'node:fs/promises'
import { identify, type ProcessIdentity } from '../../../system/identity.ts'
import { waitFor } from '../../../system/wait.ts'
import type { PostgresBinaries } from './binaries.ts'
import { renderHba, renderPostgresqlConf, type ServerSettings } from './config.ts'
import { PostgresStartError } from './errors.ts'
import { writeOwned } from './files.ts'
import { readPostmasterPid } from './postmaster-pid.ts'
import { killServer, untilGone } from './processes.ts'
import { writeRunRecord } from './run-record.ts'
import { toolEnvironment } from './tool.ts'

// Crash recovery and a standby's way to a consistent state take well under a second in the lab.
const START_TIMEOUT_MS = 30_000
const LOG_TAIL_CHARACTERS = 2_000

/** A data folder and the server that shall run on it. */
export interface StartSettings extends ServerSettings {
  readonly dataFolder: string
  /** Appended to. */
  readonly logFile: string
}

/** Writes the configuration, starts the server and waits until it accepts connections. */
export async function spawnPostmaster(
  binaries: PostgresBinaries,
  settings: StartSettings,
  signal: AbortSignal | undefined,
): Promise<ProcessIdentity> {
  signal?.throwIfAborted()
  await writeConfiguration(settings, binaries)
  const child = launch(binaries, settings)
  const failure = new Promise<Error>((resolve) => child.once('error', resolve))
  const identity = child.pid === undefined ? undefined : identify(child.pid)
  if (identity === undefined) {
    const cause = child.pid === undefined ? await failure : undefined
    throw new PostgresStartError(settings, 'could not be started', logTail(settings.logFile), cause)
  }
  writeRunRecord(settings.dataFolder, { ...identity, ...pick(settings) })
  child.unref()
  try {
    await untilReady(settings, child, identity, signal)
  } catch (error) {
    await untilGone(settings.dataFolder, killServer(identity))
    if (signal?.aborted || error instanceof PostgresStartError) throw error
    throw new PostgresStartError(settings, 'did not accept connections', logTail(settings.logFile), error)
  }
  return identity
}

async function writeConfiguration(settings: StartSettings, { owner }: PostgresBinaries): Promise<void> {
  const { dataFolder, follows } = settings
  await writeOwned(join(dataFolder, 'postgresql.conf'), renderPostgresqlConf(settings), owner)
  await writeOwned(join(dataFolder, 'pg_hba.conf'), renderHba(settings.clients), owner)
  const standbySignal = join(dataFolder, 'standby.signal')
  if (follows === undefined) await rm(standbySignal, { force: true })
  else await writeOwned(standbySignal, '', owner)
}

function launch(binaries: PostgresBinaries, { dataFolder, logFile }: StartSettings): ChildProcess {
  const { command, args, options } = binaries.wrap(binaries.postgres, ['-D', dataFolder])
  // A file and not a pipe: a pipe's reader dies with us, and the server with its next line.
  const log = openSync(logFile, 'a', 0o600)
  try {
    return spawn(command, args, {
      ...options,
      cwd: dataFolder,
      stdio: ['ignore', log, log],
      detached: true,
      env: toolEnvironment(),
    })
  } finally {
    closeSync(log)
  }
}

async function untilReady(
  settings: StartSettings,
  child: ChildProcess,
  identity: ProcessIdentity,
  signal: AbortSignal | undefined,
): Promise<void> {
  const ready = (): boolean => {
    if (child.exitCode !== null || child.signalCode !== null) {
      const how = child.signalCode ?? `code ${child.exitCode}`
      throw new PostgresStartError(settings, `ended with ${how} while it started`, logTail(settings.logFile))
    }
    const file = readPostmasterPid(settings.dataFolder)
    // The file of an earlier server, killed on this folder, says "ready" too.
    return file?.pid === identity.pid && file.ready
  }
  await waitFor(`${settings.id} accepts connections`, ready, { timeoutMs: START_TIMEOUT_MS, signal })
}

function pick({ id, port, logFile }: StartSettings): { id: string; port: number; logFile: string } {
  return { id, port, logFile }
}

function logTail(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8').slice(-LOG_TAIL_CHARACTERS).trim()
  } catch {
    return '(no log)'
  }
}
