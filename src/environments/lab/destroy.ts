import { waitFor } from '../../system/wait.ts'
import { LabConnection } from './connection.ts'
import type { LabFolder } from './folder.ts'
import { endParts, killLabd, livingLabd, removeFolder } from './remains.ts'

/** How long labd may take to go after it has answered that the lab is down. */
const LABD_GONE_TIMEOUT_MS = 5_000

/**
 * Ends a lab from any process: labd is asked, and when it does not do it, or is not there to ask, it is done by force.
 * Idempotent; resolves when nothing is left.
 */
export async function destroyLab(folder: LabFolder): Promise<void> {
  if (livingLabd(folder) !== undefined) await askLabd(folder)
  await killLabd(folder)
  await endParts(folder)
  await removeFolder(folder)
}

async function askLabd(folder: LabFolder): Promise<void> {
  try {
    const connection = await LabConnection.open(folder)
    try {
      await connection.call('down')
    } finally {
      connection.close()
    }
    await waitFor('labd to be gone', () => livingLabd(folder) === undefined, { timeoutMs: LABD_GONE_TIMEOUT_MS })
  } catch {
    // It does not answer, or not in time: what follows does not need it.
  }
}
