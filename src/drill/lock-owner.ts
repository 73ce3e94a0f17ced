import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { type ProcessIdentity, identify, isAlive, isStopped, signalExactly } from '../system/identity.ts'
import { waitFor } from '../system/wait.ts'
import { type LockOwner, UNKNOWN_OWNER, askOwner } from './lock-socket.ts'

/** An owner that says nothing for so long hangs, in milliseconds; the same patience as the watchdog's. */
const SILENT_MS = 10_000
/** How long a killed owner may take to be gone, in milliseconds. */
const GONE_MS = 5_000

/** Who holds the lock, on disk beside its socket: also one that is stopped can be found by it. */
type WrittenOwner = LockOwner & { readonly startedAt: string }

/** Writes beside the socket who holds it. Called by the holder itself. */
export function writeOwner(path: string, { drillId }: LockOwner): void {
  const own = identify(process.pid)
  if (own === undefined) return
  const owner: WrittenOwner = { drillId, ...own }
  writeFileSync(`${fileOf(path)}.part`, JSON.stringify(owner), { mode: 0o600 })
  renameSync(`${fileOf(path)}.part`, fileOf(path))
}

export function removeOwner(path: string): void {
  rmSync(fileOf(path), { force: true })
}

/**
 * Kills the owner of a lock that is stopped, or says nothing for {@link SILENT_MS}: it cannot undo anything any more, and
 * stands in the way of whoever can.
 *
 * @returns whom; undefined when there is none, or one that answers
 */
export async function killSilentOwner(path: string): Promise<LockOwner | undefined> {
  const owner = readOwner(path)
  if (owner === undefined || owner.pid === process.pid || !isAlive(owner)) return undefined
  const deadline = performance.now() + SILENT_MS
  while (!isStopped(owner)) {
    const answer = await askOwner(path)
    if (answer === undefined || answer.drillId !== UNKNOWN_OWNER.drillId) return undefined
    if (performance.now() > deadline) break
  }
  signalExactly(owner, 'SIGKILL')
  await waitFor(`the silent owner (pid ${owner.pid}) to be gone`, () => !isAlive(owner), { timeoutMs: GONE_MS })
  return owner
}

function readOwner(path: string): (LockOwner & ProcessIdentity) | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(path), 'utf8')) as WrittenOwner
  } catch {
    return undefined
  }
}

function fileOf(path: string): string {
  return `${path}.owner`
}
