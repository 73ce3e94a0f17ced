import { rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { InjectionReceipt } from '../../../model/fault.ts'
import { monotonicNow } from '../../../system/clock.ts'
import { isAlive, signalExactly, type ProcessIdentity } from '../../../system/identity.ts'
import { waitFor, WaitTimeoutError } from '../../../system/wait.ts'
import type { PostgresBinaries } from './binaries.ts'
import { findPostmaster } from './postmaster-pid.ts'
import { freezeServer, killServer, serverProcesses, untilGone } from './processes.ts'
import { readRunRecord, removeRunRecord } from './run-record.ts'
import { removeSegment } from './segment.ts'
import { spawnPostmaster, type StartSettings } from './spawn.ts'

const STOP_TIMEOUT_MS = 5_000

interface Running {
  readonly id: string
  readonly dataFolder: string
  readonly port: number
  readonly logFile: string
  readonly identity: ProcessIdentity
}

/**
 * One PostgreSQL server that was started: a postmaster and the children that it forks. It outlives the process that
 * started it; whoever starts it stops it, and {@link sweepPostgres} does it for those who could not.
 */
export class PostgresServer {
  readonly id: string
  readonly dataFolder: string
  readonly port: number
  readonly logFile: string
  /** The postmaster. */
  readonly identity: ProcessIdentity

  private constructor({ id, dataFolder, port, logFile, identity }: Running) {
    this.id = id
    this.dataFolder = dataFolder
    this.port = port
    this.logFile = logFile
    this.identity = identity
  }

  /**
   * Starts a server on a data folder; with `follows` as a standby, without it as a primary. Resolves when it accepts
   * connections: a standby then answers reads, which does not say that it streams ({@link replicationState} does).
   *
   * @throws PostgresStartError with the end of the server's log; nothing runs then
   */
  static async start(
    binaries: PostgresBinaries,
    settings: StartSettings,
    signal?: AbortSignal,
  ): Promise<PostgresServer> {
    const identity = await spawnPostmaster(binaries, settings, signal)
    return new PostgresServer({ ...settings, identity })
  }

  /**
   * Finds the running server of a data folder, from any process.
   *
   * @returns undefined when none runs there, also when the pid that it had is another process's by now
   */
  static adopt(dataFolder: string): PostgresServer | undefined {
    const found = findPostmaster(dataFolder)
    if (found?.port === undefined) return undefined
    const record = readRunRecord(dataFolder)
    return new PostgresServer({
      id: record?.id ?? basename(dataFolder),
      logFile: record?.logFile ?? join(dirname(dataFolder), `${basename(dataFolder)}.log`),
      dataFolder,
      port: found.port,
      identity: found.identity,
    })
  }

  /** The postmaster and its children at this moment; none when it is gone. */
  processes(): readonly ProcessIdentity[] {
    return serverProcesses(this.identity)
  }

  isAlive(): boolean {
    return isAlive(this.identity)
  }

  /** For `pg`; the user is the superuser, there are no passwords. */
  url(database: string): string {
    return `postgresql://postgres@127.0.0.1:${this.port}/${encodeURIComponent(database)}`
  }

  /**
   * Kills every process of the server. The receipt brackets the signals; the promise resolves when all are gone.
   *
   * @throws PostgresSurvivedError
   */
  async kill(): Promise<InjectionReceipt> {
    const askedNs = monotonicNow()
    const killed = killServer(this.identity)
    const returnedNs = monotonicNow()
    await untilGone(this.dataFolder, killed)
    return { askedNs, returnedNs }
  }

  /**
   * Sends a signal to the postmaster, then to each child.
   *
   * @returns those who got it
   */
  signalAll(signal: NodeJS.Signals): readonly ProcessIdentity[] {
    if (signal === 'SIGSTOP') return freezeServer(this.identity)
    return this.processes().filter((process) => signalExactly(process, signal))
  }

  /**
   * Fast shutdown: sessions are ended, a checkpoint is written. After the time is up, SIGKILL.
   *
   * @param timeoutMs - @default 5000
   */
  async stop(timeoutMs: number = STOP_TIMEOUT_MS): Promise<'stopped' | 'killed'> {
    signalExactly(this.identity, 'SIGINT')
    try {
      await waitFor(`${this.id} has stopped`, () => !this.isAlive(), { timeoutMs })
      return 'stopped'
    } catch (error) {
      if (!(error instanceof WaitTimeoutError)) throw error
      await this.kill()
      return 'killed'
    }
  }

  /** Stops it if it runs, and removes everything of it but its log. */
  async dispose(): Promise<void> {
    await this.stop()
    await removeSegment(this.dataFolder)
    await rm(this.dataFolder, { recursive: true, force: true })
    removeRunRecord(this.dataFolder)
  }
}
