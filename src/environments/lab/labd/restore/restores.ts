import { monotonicNow } from '../../../../system/clock.ts'
import type { LabFolder } from '../../folder.ts'
import { locatePostgres } from '../../postgres/binaries.ts'
import { restoreServer } from '../../postgres/restore.ts'
import type { PostgresServer } from '../../postgres/server.ts'
import { DATABASE_SETTINGS } from '../database.ts'
import type { Lab } from '../lab.ts'
import type { Archive } from './archive.ts'

/** A restored server, as it is shown. */
export interface LabRestore {
  readonly id: string
  readonly state: 'creating' | 'available' | 'failed' | 'deleting'
  /** On loopback, once it is available. */
  readonly port?: number
  /** The last moment whose commits it has, ISO 8601; undefined: all that had been archived. */
  readonly restoredTo?: string
  readonly startedAt: string
  /** Why it failed. */
  readonly text?: string
}

interface Restore {
  shown: LabRestore
  server: PostgresServer | undefined
  /** Never rejects. */
  work: Promise<void>
  readonly calledOff: AbortController
}

const ID = /^[a-z][a-z0-9-]{0,62}$/i

/** New servers beside those of the lab, each with the data of a moment in the past. They are nobody's standby. */
export class Restores {
  readonly #lab: Lab
  readonly #archive: Archive
  readonly #folder: LabFolder
  readonly #restores = new Map<string, Restore>()

  constructor(lab: Lab, archive: Archive, folder: LabFolder) {
    this.#lab = lab
    this.#archive = archive
    this.#folder = folder
  }

  /**
   * Begins a restore; how it goes is in {@link list}.
   *
   * @param id - of the new server
   * @param to - the last moment whose commits it shall have; undefined: as late as possible
   * @throws RangeError naming what is wrong; nothing is begun then
   */
  async begin(id: string, to: Date | undefined): Promise<void> {
    const findings: string[] = []
    if (!ID.test(id)) findings.push(`id '${id}': write a letter, and then letters, digits and hyphens, 63 at most`)
    if (this.#restores.has(id) || this.#lab.databases.some((database) => database.id === id)) {
      findings.push(`id '${id}': there is such a server already`)
    }
    if (to !== undefined) findings.push(...(await this.#timeFindings(to)))
    if (findings.length > 0) throw new RangeError(findings.join('; '))
    const shown: LabRestore = {
      id,
      state: 'creating',
      startedAt: new Date().toISOString(),
      ...(to !== undefined && { restoredTo: to.toISOString() }),
    }
    const restore: Restore = {
      shown,
      server: undefined,
      work: Promise.resolve(),
      calledOff: new AbortController(),
    }
    this.#restores.set(id, restore)
    restore.work = this.#restore(restore, to)
  }

  get list(): readonly LabRestore[] {
    return [...this.#restores.values()].map(({ shown }) => shown)
  }

  /** From when to when: to the present while a primary lives, else to what it had archived. */
  async window(): Promise<{ readonly earliest: string; readonly latest: string }> {
    const { earliest, latest } = await this.#archive.window()
    return { earliest: earliest.toISOString(), latest: latest.toISOString() }
  }

  /**
   * Ends a restored server and removes its data; whatever else runs in the lab is not found by this.
   *
   * @throws RangeError when there is none with this id
   */
  async delete(id: string): Promise<void> {
    const restore = this.#restores.get(id)
    if (restore === undefined) throw new RangeError(`there is no restored server '${id}'`)
    restore.calledOff.abort(new Error(`${id} is to be deleted`))
    await restore.work
    restore.shown = { ...restore.shown, state: 'deleting' }
    await restore.server?.dispose()
    this.#restores.delete(id)
    this.#lab.events.note('restore-deleted', id, `${id} was ended, and its data removed`)
  }

  async #timeFindings(to: Date): Promise<readonly string[]> {
    const { earliest } = await this.#archive.window()
    const now = new Date()
    if (to < earliest) return [`at ${to.toISOString()}: nothing from before ${earliest.toISOString()} was kept`]
    if (to > now) return [`at ${to.toISOString()}: that has not come yet, it is ${now.toISOString()}`]
    return []
  }

  async #restore(restore: Restore, to: Date | undefined): Promise<void> {
    const { id } = restore.shown
    const { events } = this.#lab
    const fromNs = monotonicNow()
    try {
      const primary = await this.#lab.databaseWithRole('primary')
      if (primary !== undefined) await this.#archive.catchUp(primary)
      const server = await restoreServer(await locatePostgres(), {
        id,
        to,
        baseFolder: this.#archive.baseFolder,
        archiveFolder: this.#archive.folder,
        dataFolder: this.#folder.dataFolder(id),
        logFile: this.#folder.logFile(id),
        overrides: DATABASE_SETTINGS,
        signal: restore.calledOff.signal,
      })
      restore.server = server
      restore.shown = { ...restore.shown, state: 'available', port: server.port }
      const when = to === undefined ? 'all that was archived' : `all that was committed until ${to.toISOString()}`
      const text = `${id} has ${when}, and accepts writes`
      events.append({ kind: 'restored', component: id, fromNs, toNs: monotonicNow(), source: 'restore', text })
    } catch (error) {
      restore.shown = { ...restore.shown, state: 'failed', text: String(error) }
      events.note('restore-failed', id, String(error))
    }
  }
}
