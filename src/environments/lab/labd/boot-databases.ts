import { join } from 'node:path'
import { freePort } from '../../../system/free-port.ts'
import type { LabFolder } from '../folder.ts'
import { ORDERS_DATABASE, ORDERS_SQL } from '../names.ts'
import { AURORA_SQL } from '../postgres/aurora.ts'
import { locatePostgres, type PostgresBinaries } from '../postgres/binaries.ts'
import { prepareTemplate } from '../postgres/template.ts'
import type { LabSettings } from '../settings.ts'
import { Database } from './database.ts'
import { Archive } from './restore/archive.ts'

/** The databases of a lab, and what they are copied from; none runs yet. */
export interface Databases {
  readonly binaries: PostgresBinaries
  /** Data folder of a server that was shut down cleanly. */
  readonly template: string
  /** Where the data of deposed primaries are kept. */
  readonly forkFolder: string
  readonly archiveFolder: string | undefined
  readonly a: Database
  readonly b: Database
}

/** Makes the template, which is the longest part of a cold start: everything else is started beside it. */
export async function prepareDatabases(
  folder: LabFolder,
  evidenceFolder: string,
  { archive, aws }: LabSettings,
  signal: AbortSignal,
): Promise<Databases> {
  const binaries = await locatePostgres()
  const template = folder.dataFolder('template')
  const sql = aws === 'on' ? `${ORDERS_SQL};\n${AURORA_SQL}` : ORDERS_SQL
  await prepareTemplate(binaries, template, { database: ORDERS_DATABASE, sql }, signal)
  const forkFolder = join(evidenceFolder, 'forks')
  const archiveFolder = archive === 'on' ? folder.archiveFolder : undefined
  if (archiveFolder !== undefined) await Archive.prepare(folder, binaries)
  const shared = { binaries, folder, forkFolder, archiveFolder }
  return {
    binaries,
    template,
    forkFolder,
    archiveFolder,
    a: new Database({ ...shared, zone: 'a', port: await freePort() }),
    b: new Database({ ...shared, zone: 'b', port: await freePort() }),
  }
}
