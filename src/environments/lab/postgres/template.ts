import { rm } from 'node:fs/promises'
import { freePort } from '../../../system/free-port.ts'
import type { PostgresBinaries } from './binaries.ts'
import { copyTree, makeFolder, ownerOf } from './files.ts'
import { PostgresServer } from './server.ts'
import { withSession } from './session.ts'
import { removeRunRecord } from './run-record.ts'
import { sweepPostgres } from './sweep.ts'
import { runTool } from './tool.ts'

const SQL_TIMEOUT_MS = 10_000

/** What the template holds, and so every server that is cloned from it. */
export interface TemplateContent {
  /** Name of the database that is made. */
  readonly database: string
  /** Run in it, as one script. */
  readonly sql: string
}

/**
 * Makes the data folder of which a lab's servers are copies: primary and standbys then share their system identifier,
 * and a standby needs no base backup for its first start.
 *
 * It is started once with the lab's own configuration, because initdb notes its defaults in the control file, and a
 * standby refuses to start with less than is noted there (`max_connections`). The databases from which new ones are
 * made are dropped: half of the files, and every copy costs by the file. So `create database` does not work in a lab.
 *
 * @param folder - made; its parent must be there
 */
export async function prepareTemplate(
  binaries: PostgresBinaries,
  folder: string,
  { database, sql }: TemplateContent,
  signal?: AbortSignal,
): Promise<void> {
  await makeFolder(folder, binaries.owner)
  const logFile = `${folder}.log`
  try {
    const options =
      '--no-sync -A trust -U postgres --no-locale -E UTF8 --wal-segsize=1 --no-instructions --no-clean'.split(' ')
    // The servers that initdb runs for itself may be killed too, when a start is called off: then no POSIX segment stays,
    // and the folder does, in which the System V segment is named.
    const sharedMemory = ['-c', 'dynamic_shared_memory_type=mmap']
    await runTool(binaries.wrap(binaries.initdb, ['-D', folder, ...options, ...sharedMemory]), folder, signal)
    const settings = { id: 'template', dataFolder: folder, logFile, port: await freePort() }
    const server = await PostgresServer.start(binaries, settings, signal)
    try {
      const name = `"${database.replaceAll('"', '""')}"`
      await runStatements(server.url('postgres'), [`create database ${name}`])
      await runStatements(server.url(database), [
        sql,
        "update pg_database set datistemplate = false where datname in ('template0', 'template1')",
        'drop database template0',
        'drop database template1',
      ])
    } catch (error) {
      await server.stop()
      throw error
    }
    const end = await server.stop()
    // Copies of a killed server's folder would each have to recover first, and a standby could not start from them.
    if (end !== 'stopped') throw new Error(`the template in ${folder} did not shut down cleanly; see ${logFile}`)
    removeRunRecord(folder)
  } catch (error) {
    await sweepPostgres(folder)
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/**
 * Copies the data folder of a server that does not run.
 *
 * @param to - made; its parent must be there
 */
export async function cloneFolder(from: string, to: string, signal?: AbortSignal): Promise<void> {
  await copyTree(from, to, { owner: await ownerOf(from), signal })
}

async function runStatements(url: string, statements: readonly string[]): Promise<void> {
  await withSession(url, SQL_TIMEOUT_MS, async (session) => {
    for (const statement of statements) await session.query(statement)
  })
}
