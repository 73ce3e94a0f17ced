import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { chown, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { freePort } from '../../../system/free-port.ts'
import type { PostgresBinaries } from './binaries.ts'
import { makeFolder } from './files.ts'
import { Pace } from './pace.ts'
import { findPostmaster } from './postmaster-pid.ts'
import { PostgresServer } from './server.ts'
import { runTool, toolEnvironment } from './tool.ts'

const SAVE_TIMEOUT_MS = 60_000
// The time matters more than the size: redundancy is waiting for it.
const COMPRESSION_LEVEL = 1

/**
 * Saves the data of a deposed primary before its folder is copied over. What it acknowledged and its successor does not
 * have is nowhere else; that is evidence for the report and, in a real disaster, somebody's data.
 *
 * @param tarGzPath - there only when it is complete
 * @throws Error when a server runs on the folder
 */
export async function saveFork(dataFolder: string, tarGzPath: string): Promise<void> {
  const running = findPostmaster(dataFolder)
  if (running !== undefined) {
    throw new Error(
      `PostgreSQL still runs on ${dataFolder} (pid ${running.identity.pid}); fence it before its fork is saved`,
    )
  }
  const unfinished = `${tarGzPath}.partial`
  try {
    await writeArchive(dataFolder, unfinished)
    await rename(unfinished, tarGzPath)
  } finally {
    await rm(unfinished, { force: true })
  }
}

/**
 * Starts a saved fork as a server of its own, for reading: it follows nobody, and sessions are read-only unless they
 * insist. Dispose of it after use.
 *
 * @param workFolder - its data folder, made; its parent must be there
 */
export async function openFork(
  binaries: PostgresBinaries,
  tarGzPath: string,
  workFolder: string,
  signal?: AbortSignal,
): Promise<PostgresServer> {
  await makeFolder(workFolder, undefined)
  try {
    // As ourselves, whoever owned the files where they were saved.
    const unpack = ['-xzf', tarGzPath, '-C', workFolder, '--no-same-owner']
    await runTool({ command: 'tar', args: unpack, options: {} }, '/', signal)
    // Its old settings may make it wait for a standby that it does not have any more.
    await rm(join(workFolder, 'postgresql.auto.conf'), { force: true })
    await mkdir(join(workFolder, 'pg_replslot'), { recursive: true, mode: 0o700 })
    await giveTo(binaries, workFolder)
    return await PostgresServer.start(
      binaries,
      {
        id: 'fork',
        dataFolder: workFolder,
        logFile: `${workFolder}.log`,
        port: await freePort(),
        overrides: { default_transaction_read_only: 'on', autovacuum: 'off' },
      },
      signal,
    )
  } catch (error) {
    await rm(workFolder, { recursive: true, force: true })
    throw error
  }
}

async function writeArchive(dataFolder: string, path: string): Promise<void> {
  const signal = AbortSignal.timeout(SAVE_TIMEOUT_MS)
  const args = ['-cf', '-', '--exclude=./postmaster.pid', '-C', dataFolder, '.']
  const tar = spawn('tar', args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: toolEnvironment(),
    signal,
    killSignal: 'SIGKILL',
  })
  let complaints = ''
  tar.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  const ended = new Promise<void>((resolve, reject) => {
    tar.once('error', reject)
    tar.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`tar ended with ${code} for ${dataFolder}: ${complaints.trim()}`))
    })
  })
  const gzip = createGzip({ level: COMPRESSION_LEVEL })
  const file = createWriteStream(path, { mode: 0o600 })
  await Promise.all([ended, pipeline(tar.stdout, gently, gzip, file, { signal })])
}

async function* gently(archive: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const pace = new Pace()
  for await (const piece of archive) {
    const started = performance.now()
    yield piece
    await pace.restAfter(performance.now() - started)
  }
}

async function giveTo({ owner }: PostgresBinaries, folder: string): Promise<void> {
  if (owner === undefined) return
  await chown(folder, owner.uid, owner.gid)
  for (const entry of await readdir(folder, { recursive: true })) await chown(join(folder, entry), owner.uid, owner.gid)
}
