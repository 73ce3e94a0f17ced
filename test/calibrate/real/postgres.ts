import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { locatePostgres } from '../../../src/environments/lab/postgres/binaries.ts'
import { PostgresServer } from '../../../src/environments/lab/postgres/server.ts'
import { sweepPostgres } from '../../../src/environments/lab/postgres/sweep.ts'
import { prepareTemplate } from '../../../src/environments/lab/postgres/template.ts'
import { freePort } from '../../../src/system/free-port.ts'

export const DATABASE = 'calibration'
export const TABLE = 'canary'

/** Every stream at its cap, and whoever reads back. */
const MAX_CONNECTIONS = '200'

const SQL = `create table ${TABLE} (
  writer text not null,
  seq bigint not null,
  at timestamptz not null default clock_timestamp(),
  primary key (writer, seq)
)`

/** One PostgreSQL in a folder of its own. */
export class CalibrationPostgres {
  readonly server: PostgresServer
  readonly #folder: string

  private constructor(server: PostgresServer, folder: string) {
    this.server = server
    this.#folder = folder
  }

  static async start(): Promise<CalibrationPostgres> {
    const binaries = await locatePostgres()
    const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'blackstart-calibrate-'))
    const dataFolder = join(folder, 'db')
    try {
      if (binaries.owner !== undefined) await chmod(folder, 0o711)
      await prepareTemplate(binaries, dataFolder, { database: DATABASE, sql: SQL })
      const server = await PostgresServer.start(binaries, {
        id: 'calibration',
        dataFolder,
        logFile: join(folder, 'db.log'),
        port: await freePort(),
        overrides: { max_connections: MAX_CONNECTIONS },
      })
      return new CalibrationPostgres(server, folder)
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  get url(): string {
    return this.server.url(DATABASE)
  }

  async remove(): Promise<void> {
    await sweepPostgres(this.server.dataFolder)
    await rm(this.#folder, { recursive: true, force: true })
  }
}
