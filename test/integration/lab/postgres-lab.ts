import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PostgresBinaries } from '../../../src/environments/lab/postgres/binaries.ts'
import { PostgresServer } from '../../../src/environments/lab/postgres/server.ts'
import { queryOnce, replicationState } from '../../../src/environments/lab/postgres/sql.ts'
import { sweepPostgres } from '../../../src/environments/lab/postgres/sweep.ts'
import { cloneFolder, prepareTemplate } from '../../../src/environments/lab/postgres/template.ts'
import { freePort } from '../../../src/system/free-port.ts'
import { waitFor } from '../../../src/system/wait.ts'

const STREAMS_WITHIN_MS = 20_000

/** A few servers for a test, in a folder of their own. */
export class PostgresLab {
  readonly folder: string
  readonly binaries: PostgresBinaries
  readonly #dataFolders = new Set<string>()

  private constructor(folder: string, binaries: PostgresBinaries) {
    this.folder = folder
    this.binaries = binaries
  }

  static async make(binaries: PostgresBinaries): Promise<PostgresLab> {
    const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'blackstart-test-'))
    const lab = new PostgresLab(folder, binaries)
    if (binaries.owner !== undefined) await chmod(folder, 0o711)
    await prepareTemplate(binaries, lab.path('template'), {
      database: 'orders',
      sql: 'create table orders (id int primary key, item text not null); insert into orders values (0, $$template$$)',
    })
    return lab
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  /** A data folder that is swept with the lab. */
  dataFolder(name: string): string {
    this.#dataFolders.add(this.path(name))
    return this.path(name)
  }

  async start(name: string, follows?: PostgresServer): Promise<PostgresServer> {
    const dataFolder = this.dataFolder(name)
    return PostgresServer.start(this.binaries, {
      id: name,
      dataFolder,
      logFile: this.path(`${name}.log`),
      port: await freePort(),
      ...(follows && { follows: { port: follows.port, applicationName: name } }),
    })
  }

  async startClone(name: string, follows?: PostgresServer): Promise<PostgresServer> {
    await cloneFolder(this.path('template'), this.dataFolder(name))
    return this.start(name, follows)
  }

  async remove(): Promise<void> {
    for (const folder of this.#dataFolders) await sweepPostgres(folder)
    await rm(this.folder, { recursive: true, force: true })
  }
}

export async function insert(server: PostgresServer, id: number): Promise<void> {
  await queryOnce(server.url('orders'), 'insert into orders values ($1, $2)', [id, server.id])
}

export async function ids(server: PostgresServer): Promise<number[]> {
  const rows = await queryOnce<{ id: number }>(server.url('orders'), 'select id from orders order by id')
  return rows.map(({ id }) => id)
}

/** Waits until the primary says that this standby streams, with the given state of synchrony. */
export async function streams(primary: PostgresServer, standby: string, syncState: 'sync' | 'async'): Promise<void> {
  const found = async (): Promise<boolean> =>
    (await replicationState(primary.url('postgres'))).some(
      (row) => row.applicationName === standby && row.state === 'streaming' && row.syncState === syncState,
    )
  await waitFor(`${standby} streams (${syncState})`, found, { timeoutMs: STREAMS_WITHIN_MS })
}
