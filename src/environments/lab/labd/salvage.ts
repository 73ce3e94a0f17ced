import type { LabFolder } from '../folder.ts'
import { ORDERS_DATABASE } from '../names.ts'
import { locatePostgres } from '../postgres/binaries.ts'
import { openFork } from '../postgres/fork.ts'
import type { PostgresServer } from '../postgres/server.ts'
import type { Database } from './database.ts'

/**
 * Copies of the data that deposed primaries hold and their successors do not, running for people to read: what a snapshot
 * of a disk, restored beside the original, is in a cloud. The archive is kept with the evidence.
 */
export class Salvage {
  readonly #folder: LabFolder
  readonly #open = new Map<string, PostgresServer>()

  constructor(folder: LabFolder) {
    this.#folder = folder
  }

  /**
   * @returns address of the copy, which is read-only
   * @throws RangeError when the database still runs; Error when it has nothing that was not saved before
   */
  async open(database: Database): Promise<string> {
    const { id } = database
    const opened = this.#open.get(id)
    if (opened !== undefined) return opened.url(ORDERS_DATABASE)
    if (database.alive) throw new RangeError(`${id} runs: fence it before its data is copied`)
    const binaries = await locatePostgres()
    const copy = await openFork(binaries, await database.saveFork(), this.#folder.dataFolder(`salvage-${id}`))
    this.#open.set(id, copy)
    return copy.url(ORDERS_DATABASE)
  }

  /** Ends the copy; the archive stays. Idempotent. */
  async close({ id }: Database): Promise<void> {
    await this.#open.get(id)?.dispose()
    this.#open.delete(id)
  }
}
