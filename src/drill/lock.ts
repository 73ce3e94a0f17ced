import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Who holds the machine for a drill. */
export interface LockOwner {
  readonly drillId: string
  readonly pid: number
}

/** Another drill is running on this machine: a second one would be measured through the first. */
export class DrillRunningError extends Error {
  override readonly name = 'DrillRunningError'
  readonly owner: LockOwner

  constructor(owner: LockOwner) {
    super(`drill ${owner.drillId} is running (pid ${owner.pid}): wait for it, or stop it with blackstart abort`)
    this.owner = owner
  }
}

/** How long the owner of the lock may take to say who it is, in milliseconds. */
const ANSWER_MS = 2_000

/** What a client says that wants the owner to stop. */
const ABORT = 'abort'

/** A bound Unix socket: unlike a lock file, a dead owner does not hold it. */
export class DrillLock {
  readonly #server: Server
  /** Resolves when somebody asks the owner to stop ({@link abortDrill}). */
  readonly aborted: Promise<void>
  /** The socket; whoever cleans up after a dead owner removes it. */
  readonly path: string

  private constructor(server: Server, path: string, aborted: Promise<void>) {
    this.aborted = aborted
    this.#server = server
    this.path = path
  }

  /**
   * @throws DrillRunningError when a living process holds it
   */
  static async acquire(owner: LockOwner, path: string = defaultPath()): Promise<DrillLock> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const { promise: aborted, resolve: abort } = Promise.withResolvers<void>()
      const server = createServer((socket) => {
        socket.on('error', () => socket.destroy())
        socket.on('data', (text) => {
          if (String(text).includes(ABORT)) abort()
        })
        socket.end(`${JSON.stringify(owner)}\n`)
      })
      if (await listens(server, path)) {
        chmodSync(path, 0o600)
        server.unref()
        return new DrillLock(server, path, aborted)
      }
      const holder = await askOwner(path)
      if (holder !== undefined) throw new DrillRunningError(holder)
      rmSync(path, { force: true })
    }
    throw new DrillRunningError({ drillId: 'unknown', pid: 0 })
  }

  release(): void {
    this.#server.close()
    rmSync(this.path, { force: true })
  }
}

/**
 * Asks whoever holds the machine to stop its drill.
 *
 * @returns whom; undefined when no drill is running
 */
export function abortDrill(path: string = defaultPath()): Promise<LockOwner | undefined> {
  return askOwner(path, ABORT)
}

/** Who holds the machine; undefined when nobody does. */
export function lockOwner(path: string = defaultPath()): Promise<LockOwner | undefined> {
  return askOwner(path)
}

/** Removes the socket that a dead owner has left; one that answers belongs to the next drill by now. */
export async function removeDeadLock(path: string): Promise<void> {
  if ((await askOwner(path)) === undefined) rmSync(path, { force: true })
}

function defaultPath(): string {
  const folder = join(tmpdir(), `blackstart-${process.getuid?.() ?? 0}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return join(folder, 'drill.sock')
}

function listens(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    server.listen(path, () => resolve(true))
  })
}

/** Undefined when nobody answers: the owner is dead. */
function askOwner(path: string, request = ''): Promise<LockOwner | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(path)
    if (request !== '') socket.write(`${request}\n`)
    let text = ''
    socket.setTimeout(ANSWER_MS, () => {
      // It accepts but says nothing: alive, perhaps stopped.
      socket.destroy()
      resolve({ drillId: 'unknown', pid: 0 })
    })
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(text === '' ? undefined : (JSON.parse(text) as LockOwner)))
  })
}
