import { rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { lockPath } from './lock-folder.ts'
import { removeOwner, writeOwner } from './lock-owner.ts'
import { type LockOwner, UNKNOWN_OWNER, askOwner, claim, removeDead } from './lock-socket.ts'

/** Another drill is running on this machine: a second one would be measured through the first. */
export class DrillRunningError extends Error {
  override readonly name = 'DrillRunningError'
  readonly owner: LockOwner

  constructor(owner: LockOwner) {
    super(`drill ${owner.drillId} is running (pid ${owner.pid}): wait for it, or stop it with blackstart abort`)
    this.owner = owner
  }
}

/** What a client says that wants the owner to stop. */
const ABORT = 'abort'
/** How often a lock is tried for whose owner is just going, and the pause between, in milliseconds. */
const ATTEMPTS = 4
const PAUSE_MS = 50
/** One that takes so long to answer is not going, in milliseconds. */
const SILENT_MS = 1_000

/** A bound Unix socket: unlike a lock file, a dead owner does not hold it. */
export class DrillLock {
  readonly #server: Server
  #abortRequested = false
  /** Resolves when somebody asks the owner to stop ({@link abortDrill}). */
  readonly aborted: Promise<void>
  /** The socket; whoever cleans up after a dead owner removes it. */
  readonly path: string

  private constructor(server: Server, path: string, aborted: Promise<void>) {
    this.aborted = aborted
    this.#server = server
    this.path = path
    void aborted.then(() => (this.#abortRequested = true))
  }

  /**
   * @throws DrillRunningError when a living process holds it
   */
  static async acquire(owner: LockOwner, path: string = lockPath()): Promise<DrillLock> {
    let holder: LockOwner | undefined
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { promise: aborted, resolve: abort } = Promise.withResolvers<void>()
      const server = createServer((socket) => {
        socket.on('error', () => socket.destroy())
        socket.on('data', (text) => {
          if (String(text).includes(ABORT)) abort()
        })
        socket.end(`${JSON.stringify(owner)}\n`)
      })
      if (await claim(server, path)) {
        server.unref()
        writeOwner(path, owner)
        return new DrillLock(server, path, aborted)
      }
      const askedAt = performance.now()
      holder = await askOwner(path)
      if (holder === undefined) await removeDead(path)
      else if (holder.drillId !== UNKNOWN_OWNER.drillId || performance.now() - askedAt > SILENT_MS) break
      else await sleep(PAUSE_MS)
    }
    throw new DrillRunningError(holder ?? UNKNOWN_OWNER)
  }

  /** Whether somebody has asked the owner to stop. */
  get abortRequested(): boolean {
    return this.#abortRequested
  }

  release(): void {
    removeOwner(this.path)
    rmSync(this.path, { force: true })
    this.#server.close()
  }
}

/**
 * Asks whoever holds the machine to stop its drill.
 *
 * @returns whom; undefined when no drill is running
 */
export function abortDrill(path: string = lockPath()): Promise<LockOwner | undefined> {
  return askOwner(path, ABORT)
}

/** Who holds the machine; undefined when nobody does. */
export function lockOwner(path: string = lockPath()): Promise<LockOwner | undefined> {
  return askOwner(path)
}
