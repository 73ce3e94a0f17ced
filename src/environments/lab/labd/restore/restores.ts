import { monotonicNow } from '../../../../system/clock.ts'
import { waitFor } from '../../../../system/wait.ts'
import type { LabFolder } from '../../folder.ts'
import { applicationName, ORDERS_DATABASE } from '../../names.ts'
import { locatePostgres } from '../../postgres/binaries.ts'
import { restoreServer } from '../../postgres/restore.ts'
import type { PostgresServer } from '../../postgres/server.ts'
import { replicationState, setSynchronous } from '../../postgres/sql.ts'
import { callPart } from '../call-part.ts'
import { type Database, DATABASE_SETTINGS } from '../database.ts'
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

const STREAMING_TIMEOUT_MS = 60_000

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
    const taken = this.#restores.get(id)
    if (
      (taken !== undefined && taken.shown.state !== 'failed') ||
      this.#lab.databases.some((database) => database.id === id)
    ) {
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
    const { earliest } = await this.#archive.window()
    return { earliest: earliest.toISOString(), latest: (await this.#latest()).toISOString() }
  }

  /** The moments of the backups, the newest first. */
  async backups(): Promise<readonly string[]> {
    return this.#archive.backups(await this.#latest()).map((at) => at.toISOString())
  }

  /** A primary that lives archives all that it has before a restore. */
  async #latest(): Promise<Date> {
    const writes = (await this.#lab.databaseWithRole('primary')) !== undefined
    return writes ? new Date() : (await this.#archive.window()).latest
  }

  /** Resolves when a restore is over, however it ended. @throws RangeError when there is none with this id */
  async settled(id: string): Promise<LabRestore> {
    const restore = this.#named(id)
    await restore.work
    return restore.shown
  }

  /**
   * Makes a restored server the writer: the failover manager lets go of the pair, the writer endpoint leads to it, the old
   * primary is ended and kept for who wants to look into it, and the standby becomes a copy of the new one, beside.
   *
   * @throws RangeError when it is not available, or the lab has two regions
   */
  async lead(id: string): Promise<void> {
    const { server } = this.#named(id)
    const { outer, regions, events } = this.#lab
    if (server === undefined) throw new RangeError(`'${id}' is not available`)
    if (regions !== undefined) throw new RangeError('in a lab of two regions nobody can be led to a restored server')
    const old = await this.#lab.databaseWithRole('primary')
    const fromNs = monotonicNow()
    await callPart(outer.managerSocket, 'stand-down', {})
    await old?.fence()
    await callPart(outer.endpointSocket, 'move', { port: server.port })
    const url = server.url(ORDERS_DATABASE)
    this.#lab.successor = { id, port: server.port, url, isAlive: () => server.isAlive() }
    const text = `clients are led to ${id}`
    events.append({
      kind: 'endpoint-moved',
      component: 'writer-endpoint',
      fromNs,
      toNs: monotonicNow(),
      source: 'restore',
      text,
    })
    void this.#giveStandby(server, old)
  }

  /** Never rejects: it goes on beside the clients. */
  async #giveStandby(server: PostgresServer, old: Database | undefined): Promise<void> {
    const { databases, events, info } = this.#lab
    const standby = databases.find((database) => database !== old)
    if (standby === undefined || !(standby.id in info.databaseUrls)) return
    const fromNs = monotonicNow()
    try {
      await standby.fence()
      await standby.rebuildFrom(server, server.port)
      const name = applicationName(standby.zone)
      const streams = async (): Promise<boolean> =>
        (await replicationState(server.url('postgres'))).some(
          ({ applicationName: follower, state }) => follower === name && state === 'streaming',
        )
      await waitFor(`${standby.id} to stream`, streams, { timeoutMs: STREAMING_TIMEOUT_MS, everyMs: 20 })
      if (info.settings.replication === 'sync') await setSynchronous(server.url('postgres'), name)
      const text = `${standby.id} streams from ${server.id}`
      events.append({
        kind: 'redundancy-restored',
        component: standby.id,
        fromNs,
        toNs: monotonicNow(),
        source: 'restore',
        text,
      })
    } catch (error) {
      events.note('rebuild-failed', standby.id, String(error))
    }
  }

  #named(id: string): Restore {
    const restore = this.#restores.get(id)
    if (restore === undefined) throw new RangeError(`there is no restored server '${id}'`)
    return restore
  }

  /**
   * Ends a restored server and removes its data; whatever else runs in the lab is not found by this.
   *
   * @throws RangeError when there is none with this id, or clients were led to it
   */
  async delete(id: string): Promise<void> {
    const restore = this.#named(id)
    if (this.#lab.successor?.id === id) throw new RangeError(`'${id}' is the writer: nothing else has its data`)
    restore.calledOff.abort(new Error(`${id} is to be deleted`))
    await restore.work
    restore.shown = { ...restore.shown, state: 'deleting' }
    await restore.server?.dispose()
    this.#restores.delete(id)
    this.#lab.events.note('restore-deleted', id, `${id} was ended, and its data removed`)
  }

  /** Calls off what is under way, because the lab goes down. Resolves when nothing is being started any more. */
  async end(): Promise<void> {
    const all = [...this.#restores.values()]
    for (const { calledOff } of all) calledOff.abort(new Error('the lab goes down'))
    await Promise.all(all.map(({ work }) => work))
  }

  /** Like {@link delete}; nothing to do when there is none. */
  async deleteIfThere(id: string): Promise<void> {
    if (this.#restores.has(id)) await this.delete(id)
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
