import { randomUUID } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { bootId } from '../system/clock.ts'
import { identify, isAlive, type ProcessIdentity } from '../system/identity.ts'

/** How often to look whether the holder is done, in milliseconds. */
const LOOK_EVERY_MS = 250
/** How long to wait for another process, in milliseconds: longer than the longest build. */
const WAIT_LIMIT_MS = 30 * 60_000

interface Holder extends ProcessIdentity {
  readonly bootId: string
}

/**
 * Runs `task` while no other process runs one under the same lock file. A holder that died does not hold the lock:
 * the file names it by pid, start time and boot. In a rare race over a dead holder's file two may get it at once; that
 * costs a second build and no harm, since the result is renamed into its place.
 *
 * @param onWait - called with the holder's pid each time that it was found working
 * @throws Error when the wait exceeds half an hour; the signal's reason when aborted
 */
export async function withBuildLock<T>(
  file: string,
  signal: AbortSignal,
  onWait: (pid: number) => void,
  task: () => Promise<T>,
): Promise<T> {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, JSON.stringify({ ...identify(process.pid), bootId: bootId() }))
  try {
    await acquire(draft, file, signal, onWait)
  } finally {
    await rm(draft, { force: true })
  }
  try {
    return await task()
  } finally {
    await rm(file, { force: true })
  }
}

async function acquire(draft: string, file: string, signal: AbortSignal, onWait: (pid: number) => void): Promise<void> {
  for (let waitedMs = 0; waitedMs < WAIT_LIMIT_MS; waitedMs += LOOK_EVERY_MS) {
    signal.throwIfAborted()
    // A link appears with its content, so nobody ever reads half a holder.
    if (await linked(draft, file)) return
    const holder = await readHolder(file)
    if (holder === undefined || holder.bootId !== bootId() || !isAlive(holder)) {
      await rm(file, { force: true })
    } else {
      onWait(holder.pid)
      await sleep(LOOK_EVERY_MS, undefined, { signal })
    }
  }
  throw new Error(`another process has held '${file}' for half an hour: end it, or remove the file`)
}

async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}
