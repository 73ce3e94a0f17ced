import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { waitFor } from '../../../../system/wait.ts'
import type { LabFolder } from '../../folder.ts'
import type { PostgresBinaries } from '../../postgres/binaries.ts'
import { liveCopy } from '../../postgres/copy.ts'
import { makeFolder } from '../../postgres/files.ts'
import { withSession } from '../../postgres/session.ts'
import type { Database } from '../database.ts'

const SQL_TIMEOUT_MS = 5_000
const ARCHIVED_TIMEOUT_MS = 10_000

/** So many backups are kept. */
const KEPT = 100

/** A file of WAL of any timeline, as the archive names it. */
const SEGMENT = /^[0-9A-F]{24}$/

/** From when to when something can be restored. */
export interface RestoreWindow {
  readonly earliest: Date
  readonly latest: Date
}

/** What restores are made from: a copy of the primary from when the lab came up, and all WAL since. */
export class Archive {
  readonly folder: string
  readonly baseFolder: string
  readonly #begun: Date
  readonly #backupEveryMs: number

  private constructor(folder: string, baseFolder: string, begun: Date, backupEveryMs: number) {
    this.folder = folder
    this.baseFolder = baseFolder
    this.#begun = begun
    this.#backupEveryMs = backupEveryMs
  }

  /** Makes the folder, before the servers start that write to it. */
  static prepare(folder: LabFolder, { owner }: PostgresBinaries): Promise<void> {
    return makeFolder(folder.archiveFolder, owner)
  }

  /** Takes the base copy, of a primary that archives already. */
  static async begin(
    folder: LabFolder,
    { owner }: PostgresBinaries,
    primary: Database,
    backupEveryMs: number,
  ): Promise<Archive> {
    await liveCopy({
      sourceUrl: primary.adminUrl,
      sourceDataFolder: primary.dataFolder,
      targetFolder: folder.baseFolder,
      owner,
    })
    return new Archive(folder.archiveFolder, folder.baseFolder, new Date(), backupEveryMs)
  }

  /** The latest moment is known from the newest segment: what is not archived yet, nobody can restore. */
  async window(): Promise<RestoreWindow> {
    const names = (await readdir(this.folder)).filter((name) => SEGMENT.test(name))
    const times = await Promise.all(names.map(async (name) => (await stat(join(this.folder, name))).mtimeMs))
    return { earliest: this.#begun, latest: new Date(Math.max(this.#begun.getTime(), ...times)) }
  }

  /**
   * The moments of the backups, the newest first. The first one is the base copy; each later one is restored by that copy and the
   * WAL since, as far as it must be to have exactly its commits.
   *
   * @param until - nothing that was committed later can be restored
   */
  backups(until: Date): readonly Date[] {
    const last = Math.max(0, Math.floor((until.getTime() - this.#begun.getTime()) / this.#backupEveryMs))
    const count = Math.min(last + 1, KEPT)
    return Array.from({ length: count }, (_, i) => new Date(this.#begun.getTime() + (last - i) * this.#backupEveryMs))
  }

  /**
   * Makes a living primary archive everything up to now. PostgreSQL replays to a moment only when it sees a commit behind it,
   * so there is one to see.
   */
  async catchUp(primary: Database): Promise<void> {
    const file = await withSession(primary.adminUrl, SQL_TIMEOUT_MS, async (session) => {
      // It must not wait for a standby that is gone.
      await session.query('set synchronous_commit = local')
      await session.query('select pg_current_xact_id()')
      const [row] = await session.query<{ file: string }>('select pg_walfile_name(pg_switch_wal()) as file')
      return row?.file ?? ''
    })
    const archived = async (): Promise<boolean> => (await readdir(this.folder)).includes(file)
    await waitFor(`${file} is archived`, archived, { timeoutMs: ARCHIVED_TIMEOUT_MS })
  }
}
