import { rm } from 'node:fs/promises'
import { bootId } from '../../system/clock.ts'
import { isAlive, signalExactly, type ProcessIdentity } from '../../system/identity.ts'
import { waitFor } from '../../system/wait.ts'
import type { LabFolder } from './folder.ts'
import { sweepPostgres } from './postgres/sweep.ts'

const GONE_TIMEOUT_MS = 5_000
const TERM_TIMEOUT_MS = 3_000

/** labd of this lab, if it lives: the same process, in the same boot of the machine. */
export function livingLabd(folder: LabFolder): ProcessIdentity | undefined {
  const record = folder.readLabd()
  return record !== undefined && record.bootId === bootId() && isAlive(record) ? record : undefined
}

/**
 * Ends every part of a lab but labd, from what its folder says: processes by identity, servers by their data folder.
 * Idempotent; works for a lab that is half up as well as for one whose labd was killed.
 */
export async function endParts(folder: LabFolder): Promise<void> {
  // After a reboot the pids of the folder are other people's.
  const record = folder.readLabd()
  if (record !== undefined && record.bootId === bootId()) await killAll(await folder.readChildren())
  for (const dataFolder of await folder.dataFolders()) await sweepPostgres(dataFolder)
}

/** Ends labd, for when it cannot be asked: it gets a moment to end what it is just starting, and then it is killed. */
export async function killLabd(folder: LabFolder): Promise<void> {
  const labd = livingLabd(folder)
  if (labd === undefined) return
  signalExactly(labd, 'SIGTERM')
  await waitFor('labd to end', () => !isAlive(labd), { timeoutMs: TERM_TIMEOUT_MS }).catch(() => killAll([labd]))
}

/** @throws WaitTimeoutError when a process survives SIGKILL */
async function killAll(identities: readonly ProcessIdentity[]): Promise<void> {
  for (const identity of identities) signalExactly(identity, 'SIGKILL')
  await waitFor('killed processes to be gone', () => !identities.some(isAlive), { timeoutMs: GONE_TIMEOUT_MS })
}

/** The last step: without its folder nobody would find what is left of a lab. */
export async function removeFolder(folder: LabFolder): Promise<void> {
  // An initdb whose labd was killed may still be writing; it ends by itself when its folder goes.
  await rm(folder.root, { recursive: true, force: true, maxRetries: 10 })
}
