import { readFile } from 'node:fs/promises'
import { LabConnection } from './connection.ts'
import { destroyLab } from './destroy.ts'
import type { LabFolder } from './folder.ts'
import type { LabdConfig } from './labd/config.ts'
import { locatePostgres } from './postgres/binaries.ts'
import { LabChild } from './process/lab-child.ts'

/** A cold start takes about two seconds in memory; on a slow disk, on a busy machine, it may take long. */
const UP_TIMEOUT_MS = 120_000
const LOG_TAIL_CHARACTERS = 2_000

/** The lab did not come up; nothing of it is left. */
export class LabStartError extends Error {
  override readonly name = 'LabStartError'
  /** The end of labd's log. */
  readonly logTail: string

  constructor(logTail: string, options: ErrorOptions) {
    super(`the lab did not come up; the end of its log:\n${logTail}`, options)
    this.logTail = logTail
  }
}

/**
 * Starts labd in a session of its own and waits until the lab is up.
 *
 * @throws LabStartError, the signal's reason; nothing is left then
 */
export async function startLabd(config: LabdConfig, folder: LabFolder, signal?: AbortSignal): Promise<LabConnection> {
  signal?.throwIfAborted()
  const { owner } = await locatePostgres()
  await folder.create(owner !== undefined)
  try {
    const labd = await LabChild.start({
      launcher: config.launcher,
      role: 'labd',
      id: 'labd',
      config,
      logFile: folder.logFile('labd'),
      detached: true,
      timeoutMs: UP_TIMEOUT_MS,
      signal,
    })
    labd.unref()
    signal?.throwIfAborted()
    return await LabConnection.open(folder)
  } catch (cause) {
    const logTail = await tail(folder.logFile('labd'))
    await destroyLab(folder)
    signal?.throwIfAborted()
    throw new LabStartError(logTail, { cause })
  }
}

async function tail(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '(there is no log)')).slice(-LOG_TAIL_CHARACTERS)
}
