import { mkdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { LabFolder } from '../folder.ts'
import { applicationName, databaseId, sqlUrl, SUPERUSER_CONNECTIONS, type LabZone } from '../names.ts'
import { archiveSettings } from '../postgres/archive.ts'
import type { PostgresBinaries } from '../postgres/binaries.ts'
import { liveCopy } from '../postgres/copy.ts'
import { saveFork } from '../postgres/fork.ts'
import { PostgresServer } from '../postgres/server.ts'
import { isInRecovery } from '../postgres/sql.ts'
import { cloneFolder } from '../postgres/template.ts'

/**
 * Four probe streams, k6 by way of two pools, standbys, and everybody who only looks; and, while commits wait for a
 * standby that is gone, the sessions that their clients have given up: they wait on, some forty more every second.
 * Were there no room for the failover manager's question, it would take a stalled primary for a dead one; nor could
 * people get in to end the stall: whatever customers hold, the last connections are for those two.
 */
export const DATABASE_SETTINGS = {
  max_connections: '600',
  superuser_reserved_connections: String(SUPERUSER_CONNECTIONS),
}

/** A segment that is not full is archived after so long: what dies with all databases is not older than that. */
const ARCHIVE_TIMEOUT_SECONDS = 5

export interface DatabaseSettings {
  readonly zone: LabZone
  /** Kept for life, through every rebuild. */
  readonly port: number
  readonly binaries: PostgresBinaries
  readonly folder: LabFolder
  /** Where forks are kept. */
  readonly forkFolder: string
  /** Where its WAL is kept while it is the primary; undefined: nowhere. */
  readonly archiveFolder: string | undefined
}

/** The database of one zone: now a primary, now a standby, now dead, always at the same port. */
export class Database {
  readonly id: string
  readonly zone: LabZone
  readonly port: number
  readonly dataFolder: string
  readonly #settings: DatabaseSettings
  #server: PostgresServer | undefined
  #forks = 0
  /** The server whose data is saved, or was given up by intention. */
  #saved: PostgresServer | undefined

  constructor(settings: DatabaseSettings) {
    this.id = databaseId(settings.zone)
    this.zone = settings.zone
    this.port = settings.port
    this.dataFolder = settings.folder.dataFolder(this.id)
    this.#settings = settings
  }

  /** The server that was started last, living or dead. */
  get server(): PostgresServer | undefined {
    return this.#server
  }

  get alive(): boolean {
    return this.#server?.isAlive() === true
  }

  /** For management. */
  get adminUrl(): string {
    return sqlUrl(this.port, 'postgres')
  }

  /** undefined when it is dead, or does not answer. */
  async role(): Promise<'primary' | 'standby' | undefined> {
    if (!this.alive) return undefined
    try {
      return (await isInRecovery(this.adminUrl, 1_000)) ? 'standby' : 'primary'
    } catch {
      return undefined
    }
  }

  /** First start in the life of the lab, from the template. @param followsPort - makes it a standby */
  async startFrom(template: string, followsPort: number | undefined, signal: AbortSignal): Promise<void> {
    await cloneFolder(template, this.dataFolder, signal)
    await this.#start(followsPort)
  }

  /** Starts it again on the data that it has, in the role that they hold. Nothing happens when it lives. */
  async startAgain(): Promise<void> {
    if (!this.alive) await this.#start(undefined)
  }

  /** Kills all of it. Idempotent. */
  async fence(): Promise<void> {
    await this.#server?.kill()
  }

  /** Shuts it down in order. Idempotent. */
  async stop(): Promise<void> {
    await this.#server?.stop()
  }

  /** Its disk is gone as well. */
  async destroy(): Promise<void> {
    this.#saved = this.#server
    await this.#server?.kill()
    await this.#server?.dispose()
  }

  /** Whether the server that ran last left data that were not saved yet: a rebuild that failed may have removed them. */
  get hasUnsavedData(): boolean {
    return this.#server !== undefined && this.#saved !== this.#server
  }

  /** Keeps the data that its successor does not have. @returns path of the archive */
  async saveFork(): Promise<string> {
    const { forkFolder } = this.#settings
    this.#forks += 1
    await mkdir(forkFolder, { recursive: true })
    const archive = join(forkFolder, `${this.id}-${this.#forks}.tar.gz`)
    await saveFork(this.dataFolder, archive)
    this.#saved = this.#server
    return archive
  }

  /** Path of an archive from the folder that its evidence folder is in: a record can be moved. */
  inRecord(archive: string): string {
    return relative(dirname(dirname(this.#settings.forkFolder)), archive)
  }

  /**
   * Gives up its data for a fresh copy of the primary's, and follows it.
   * The files are read where they lie, as a snapshot of a volume would be; everything else goes by `followsPort`.
   */
  async rebuildFrom(primary: Pick<Database, 'dataFolder'>, followsPort: number): Promise<void> {
    this.#saved = this.#server
    await this.#server?.dispose()
    await liveCopy({
      sourceUrl: sqlUrl(followsPort, 'postgres'),
      sourceDataFolder: primary.dataFolder,
      targetFolder: this.dataFolder,
      owner: this.#settings.binaries.owner,
    })
    await this.#start(followsPort)
  }

  async dispose(): Promise<void> {
    await this.#server?.dispose()
  }

  async #start(followsPort: number | undefined): Promise<void> {
    const { binaries, folder, zone, archiveFolder } = this.#settings
    this.#server = await PostgresServer.start(binaries, {
      id: this.id,
      port: this.port,
      dataFolder: this.dataFolder,
      logFile: folder.logFile(this.id),
      overrides: {
        ...DATABASE_SETTINGS,
        ...(archiveFolder !== undefined && archiveSettings(archiveFolder, ARCHIVE_TIMEOUT_SECONDS)),
      },
      ...(followsPort !== undefined && { follows: { port: followsPort, applicationName: applicationName(zone) } }),
    })
  }
}
