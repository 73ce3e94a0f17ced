import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Handlers } from '../../../system/rpc.ts'
import { waitFor } from '../../../system/wait.ts'
import { assertStillWanted } from '../agent-calls.ts'
import { applicationName, databaseId, ORDERS_DATABASE, ORDERS_SQL, otherZone, type Zone } from '../names.ts'
import type { PostgresBinaries } from '../postgres/binaries.ts'
import { liveCopy } from '../postgres/copy.ts'
import { saveFork } from '../postgres/fork.ts'
import { PostgresServer } from '../postgres/server.ts'
import { isInRecovery } from '../postgres/sql.ts'
import { cloneFolder, prepareTemplate } from '../postgres/template.ts'
import { STACK_PORTS } from './ports.ts'

/** How long the standby waits at its first start for its primary. */
const PRIMARY_TIMEOUT_MS = 60_000

const OVERRIDES = { max_connections: '120', listen_addresses: '*' }

export interface NodeSettings {
  readonly zone: Zone
  /** Found while the agent answers already: a lost primary is fenced without them. */
  readonly binaries: Promise<PostgresBinaries>
  /** Volume that all nodes share, as they would a storage of snapshots: a fresh copy is read where the primary's files lie. */
  readonly volume: string
  /** Host name of the other node. */
  readonly peer: string
}

/**
 * The database of a zone in a container of its own, with the agent by which the failover manager acts on it.
 *
 * **This is how the stack fences**: a node starts its server by itself only once in the life of its volume. After every
 * later start of the container (a crash that the restart policy answered) the server stays down until the failover
 * manager gives it a fresh copy of the primary: a deposed primary cannot come back by itself.
 */
export class DatabaseNode {
  readonly id: string
  readonly #settings: NodeSettings
  readonly #dataFolder: string
  #server: PostgresServer | undefined
  /** Whether there are data of a server that died or was fenced, which nobody has saved or given up. */
  #unsaved: boolean

  constructor(settings: NodeSettings) {
    this.id = databaseId(settings.zone)
    this.#settings = settings
    this.#dataFolder = join(settings.volume, this.id)
    this.#unsaved = existsSync(this.#dataFolder)
  }

  /** The first start in the life of the stack; nothing at any later one, also when its data were lost. */
  async firstStart(role: 'primary' | 'standby'): Promise<'started' | 'waits for the failover manager'> {
    const done = `${this.#dataFolder}.started`
    if (existsSync(done)) return 'waits for the failover manager'
    if (role === 'primary') await this.#startFresh()
    else {
      await waitFor(`${this.#settings.peer} is the primary`, () => this.#peerIsPrimary(), {
        timeoutMs: PRIMARY_TIMEOUT_MS,
        everyMs: 100,
      })
      await this.#copyAndFollow()
    }
    await writeFile(done, '')
    return 'started'
  }

  /** What the failover manager can have done, and by hand: `state`, `start`. */
  handlers(): Handlers {
    const calls: Readonly<Record<string, (params: { readonly saveFork?: boolean }) => Promise<unknown>>> = {
      state: async () => (this.#server?.isAlive() === true ? 'running' : 'stopped'),
      start: () => this.#startAgain(),
      fence: () => this.#fence(),
      stop: () => this.stop(),
      rebuild: async (params) => {
        await this.#fence()
        if (params.saveFork === true && this.#unsaved) await this.#saveFork()
        await this.#copyAndFollow()
      },
    }
    return Object.fromEntries(
      Object.entries(calls).map(([method, call]) => [
        method,
        async (params: unknown) => {
          assertStillWanted(method, params)
          const { database } = params as { database: string }
          if (database !== this.id) throw new RangeError(`'${database}' is not here, ${this.id} is`)
          return call(params as { readonly saveFork?: boolean })
        },
      ]),
    )
  }

  /** Shuts the server down in order. Idempotent. */
  async stop(): Promise<void> {
    await this.#server?.stop()
  }

  async #fence(): Promise<void> {
    await this.#server?.kill()
  }

  /** On the data that it died with, as what it was: a person says that nobody has taken its place. */
  async #startAgain(): Promise<void> {
    if (this.#server?.isAlive() === true) return
    await this.#start(existsSync(join(this.#dataFolder, 'standby.signal')))
  }

  async #startFresh(): Promise<void> {
    const { volume } = this.#settings
    const binaries = await this.#settings.binaries
    const template = join(volume, `template-${this.id}`)
    // A first start that was interrupted has left half of it.
    for (const folder of [template, this.#dataFolder]) await rm(folder, { recursive: true, force: true })
    await prepareTemplate(binaries, template, { database: ORDERS_DATABASE, sql: ORDERS_SQL })
    await cloneFolder(template, this.#dataFolder)
    await this.#start(false)
  }

  async #copyAndFollow(): Promise<void> {
    const { peer, volume, zone } = this.#settings
    await this.#server?.dispose()
    // Of a server that died with its container only the folder is left.
    await rm(this.#dataFolder, { recursive: true, force: true })
    await liveCopy({
      sourceUrl: peerUrl(peer),
      sourceDataFolder: join(volume, databaseId(otherZone(zone))),
      targetFolder: this.#dataFolder,
      owner: (await this.#settings.binaries).owner,
    })
    await this.#start(true)
  }

  async #start(follows: boolean): Promise<void> {
    const { peer, zone } = this.#settings
    this.#server = await PostgresServer.start(await this.#settings.binaries, {
      id: this.id,
      port: STACK_PORTS.sql,
      dataFolder: this.#dataFolder,
      logFile: `${this.#dataFolder}.log`,
      clients: 'samenet',
      overrides: OVERRIDES,
      ...(follows && { follows: { host: peer, port: STACK_PORTS.sql, applicationName: applicationName(zone) } }),
    })
    this.#unsaved = true
  }

  async #saveFork(): Promise<void> {
    const folder = join(this.#settings.volume, 'forks')
    await mkdir(folder, { recursive: true })
    // Those of earlier lives of the container are the only copies of what they hold.
    let fork = 1
    while (existsSync(join(folder, `${this.id}-${fork}.tar.gz`))) fork += 1
    await saveFork(this.#dataFolder, join(folder, `${this.id}-${fork}.tar.gz`))
    this.#unsaved = false
  }

  async #peerIsPrimary(): Promise<boolean> {
    try {
      return !(await isInRecovery(peerUrl(this.#settings.peer)))
    } catch {
      return false
    }
  }
}

function peerUrl(host: string): string {
  return `postgresql://postgres@${host}:${STACK_PORTS.sql}/postgres`
}
