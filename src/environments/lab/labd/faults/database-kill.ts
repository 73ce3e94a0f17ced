import type { Evidence, IntendedInjection } from '../../../../model/fault.ts'
import { isAlive } from '../../../../system/identity.ts'
import { waitFor } from '../../../../system/wait.ts'
import { TargetMovedError } from '../../../environment.ts'
import { tryConnect } from '../../tcp/backlog.ts'
import type { Lab } from '../lab.ts'
import { sampleReplicationLag } from '../replication-lag.ts'
import { databaseOf, processOf, recheckDatabase, resolveDatabase } from './database-target.ts'
import { evidence, type LabFault } from './lab-fault.ts'
import { dropHeldReplication } from './replication-hold.ts'

/** How long a killed server's port may go on accepting; the kernel takes it down with its last process. */
const REFUSES_TIMEOUT_MS = 1_000

/**
 * Every process of a database is killed at once.
 *
 * Nobody starts it again: the old primary beside its successor would be a split brain. The failover manager replaces it,
 * and gives its place a fresh copy; that it does is what a drill measures, so undoing is only looking.
 */
export const databaseKill: LabFault<'database.kill'> = {
  resolve: (lab, fault, faultIndex) => resolveDatabase(lab, fault, faultIndex, fault.role, 'replaced-by-system'),

  async inject(lab, target) {
    const isPrimary = target.identity['role'] === 'primary'
    if (isPrimary) await sampleReplicationLag(lab, databaseOf(lab, target))
    const database = await recheckDatabase(lab, target)
    if (isPrimary) await dropHeldReplication(lab, database)
    if (database.server === undefined) throw new TargetMovedError(database.id, `${database.id} is gone`)
    return database.server.kill()
  },

  verify: databaseIsDead,

  async undo() {
    // Nothing that we could do would be right; see above.
  },

  undone: databaseIsReplaced,
}

/** Proof that the processes of a killed database are gone, and that nobody answers in their place. */
export async function databaseIsDead(lab: Lab, target: IntendedInjection): Promise<Evidence> {
  const database = databaseOf(lab, target)
  const killed = processOf(target)
  if (isAlive(killed)) return evidence(false, `process ${killed.pid} of ${database.id} lives`)
  if (database.server?.identity.pid !== killed.pid) {
    return evidence(true, `process ${killed.pid} of ${database.id} is gone; the system has replaced it already`)
  }
  const left = database.server.processes()
  if (left.length > 0) return evidence(false, `${left.length} processes of ${database.id} live on`)
  const refuses = await waitFor('the port to refuse', async () => (await tryConnect(database.port)) === 'refused', {
    timeoutMs: REFUSES_TIMEOUT_MS,
    everyMs: 20,
  }).catch(() => false)
  return evidence(
    refuses,
    `all processes of ${database.id} (${killed.pid} and its children) are gone; ` +
      `port ${database.port} ${refuses ? 'refuses connections' : 'still accepts connections'}`,
  )
}

/** Proof that a killed database was not started again by anybody but the system. */
export async function databaseIsReplaced(lab: Lab, target: IntendedInjection): Promise<Evidence> {
  const database = databaseOf(lab, target)
  const killed = processOf(target)
  if (isAlive(killed)) return evidence(true, `process ${killed.pid} of ${database.id} lives: it was never killed`)
  const role = await database.role()
  if (role === undefined && database.alive) {
    return evidence(false, `${database.id} runs again and does not say what it is`)
  }
  if (role === 'primary' && target.identity['role'] === 'primary') {
    return evidence(false, `${database.id} runs again as primary: it may be a second one`)
  }
  const now = role === undefined ? 'nothing runs in its place' : `its place is taken by a fresh ${role}`
  return evidence(true, `the killed processes of ${database.id} are gone and none of them was started again; ${now}`)
}
