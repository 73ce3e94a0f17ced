import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, linkSync, rmSync } from 'node:fs'
import { type Server, createConnection, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long the owner of the lock may take to say who it is, in milliseconds. */
const ANSWER_MS = 2_000
/** How long somebody else may take to remove a dead lock, in milliseconds. */
const REMOVAL_MS = 5_000
const PAUSE_MS = 20

/** Who holds the machine for a drill. */
export interface LockOwner {
  readonly drillId: string
  readonly pid: number
}

/** Somebody holds it who does not say who it is: stopped, or in the middle of ending. */
export const UNKNOWN_OWNER: LockOwner = { drillId: 'unknown', pid: 0 }

/**
 * Gives a listening server its name, if nobody has it. It is bound under a name of its own and linked: unlike a
 * renaming, a link never replaces what has the name already, dead or alive.
 */
export async function claim(server: Server, path: string): Promise<boolean> {
  const own = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`
  await listen(server, own)
  try {
    chmodSync(own, 0o600)
    linkSync(own, path)
    return true
  } catch (error) {
    server.close()
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(own, { force: true })
  }
}

/**
 * Who holds a lock; undefined when nobody does. Only a socket that is not there or that nobody listens at counts as dead:
 * whatever else goes wrong, somebody may be there.
 */
export function askOwner(path: string, request = ''): Promise<LockOwner | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(path)
    if (request !== '') socket.write(`${request}\n`)
    let text = ''
    socket.setTimeout(ANSWER_MS, () => {
      socket.destroy()
      resolve(UNKNOWN_OWNER)
    })
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'ECONNREFUSED' || code === 'ENOENT' ? undefined : UNKNOWN_OWNER),
    )
    socket.on('close', () => resolve(parsed(text)))
  })
}

/**
 * Removes the socket that a dead owner has left; one that answers belongs to the next drill by now. One remover at a
 * time, so that nobody removes what another one has just put in its place.
 */
export async function removeDead(path: string): Promise<void> {
  const alone = await oneRemover(path)
  try {
    if ((await askOwner(path)) === undefined) rmSync(path, { force: true })
  } finally {
    alone?.close()
  }
}

/** A name in the kernel, which a remover that dies does not hold. Only Linux has them: elsewhere a moment is left open. */
async function oneRemover(path: string): Promise<Server | undefined> {
  if (process.platform !== 'linux') return undefined
  const name = `\0blackstart-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`
  const deadline = performance.now() + REMOVAL_MS
  for (;;) {
    const server = createServer((socket) => socket.destroy())
    try {
      await listen(server, name)
      server.unref()
      return server
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || performance.now() > deadline) throw error
      await sleep(PAUSE_MS)
    }
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function parsed(text: string): LockOwner {
  try {
    return JSON.parse(text) as LockOwner
  } catch {
    return UNKNOWN_OWNER
  }
}
