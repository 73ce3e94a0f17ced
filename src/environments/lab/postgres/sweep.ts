import { isAlive, type ProcessIdentity } from '../../../system/identity.ts'
import { processesWorkingIn, worksIn } from '../../../system/working-folder.ts'
import { PostgresSurvivedError } from './errors.ts'
import { findPostmaster } from './postmaster-pid.ts'
import { killServer, untilGone } from './processes.ts'
import { readRunRecord, removeRunRecord } from './run-record.ts'
import { removeSegment } from './segment.ts'

// The second round finds what the first could not see; more than that means that somebody starts servers meanwhile.
const ROUNDS = 5

/**
 * Ends whatever server runs on a data folder, from any process, knowing nothing but the folder. Idempotent; the data
 * stays and may be removed afterwards.
 *
 * @throws PostgresSurvivedError
 */
export async function sweepPostgres(dataFolder: string): Promise<{ readonly killed: readonly ProcessIdentity[] }> {
  const killed = new Map<number, ProcessIdentity>()
  for (let round = 0; ; round++) {
    const found = runningOn(dataFolder)
    if (found.length === 0) break
    if (round === ROUNDS) {
      throw new PostgresSurvivedError(
        dataFolder,
        found.map(({ pid }) => pid),
      )
    }
    const hit = found.flatMap((process) => killServer(process))
    await untilGone(dataFolder, hit)
    for (const process of hit) killed.set(process.pid, process)
  }
  await removeSegment(dataFolder)
  removeRunRecord(dataFolder)
  return { killed: [...killed.values()] }
}

/**
 * Three ways to find the server, for three moments at which its owner may have died: our record, from when it was
 * started; `postmaster.pid`, from when it had read its configuration; and the working folder, for children who have
 * lost their postmaster, and for the moment before our record.
 */
function runningOn(dataFolder: string): ProcessIdentity[] {
  const found = new Map<number, ProcessIdentity>()
  const record = readRunRecord(dataFolder)
  if (record !== undefined && isAlive(record) && worksIn(record.pid, dataFolder)) {
    found.set(record.pid, { pid: record.pid, startedAt: record.startedAt })
  }
  const postmaster = findPostmaster(dataFolder)?.identity
  if (postmaster !== undefined) found.set(postmaster.pid, postmaster)
  for (const process of processesWorkingIn(dataFolder, 'postgres')) found.set(process.pid, process)
  return [...found.values()]
}
