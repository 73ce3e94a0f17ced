import { connect } from 'node:net'
import type { IntendedInjection } from '../../../../model/fault.ts'
import { isAlive, type ProcessIdentity } from '../../../../system/identity.ts'
import { waitFor } from '../../../../system/wait.ts'
import { TargetMovedError } from '../../../environment.ts'
import { zoneOfDatabase } from '../../names.ts'
import { queryOnce } from '../../postgres/sql.ts'
import type { Database } from '../database.ts'
import type { Lab } from '../lab.ts'
import { sampleReplicationLag } from '../replication-lag.ts'
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
  async resolve(lab, fault, faultIndex) {
    const database = await lab.databaseWithRole(fault.role)
    const identity = database?.server?.identity
    if (database === undefined || identity === undefined) return []
    return [
      {
        fault,
        faultIndex,
        component: database.id,
        reversal: 'replaced-by-system',
        precondition: `process ${identity.pid} of ${database.id} lives and is the ${fault.role}`,
        identity: {
          pid: identity.pid,
          startedAt: identity.startedAt,
          dataFolder: database.dataFolder,
          role: fault.role,
          timeline: await timelineOf(database),
        },
      },
    ]
  },

  async inject(lab, target) {
    const database = databaseOf(lab, target)
    const isPrimary = target.identity['role'] === 'primary'
    if (isPrimary) await sampleReplicationLag(lab, database)
    await recheck(database, target)
    if (isPrimary) await dropHeldReplication(lab, database)
    if (database.server === undefined) throw new TargetMovedError(database.id, `${database.id} is gone`)
    return database.server.kill()
  },

  async verify(lab, target) {
    const database = databaseOf(lab, target)
    const killed = identityOf(target)
    if (isAlive(killed)) return evidence(false, `process ${killed.pid} of ${database.id} lives`)
    if (database.server?.identity.pid !== killed.pid) {
      return evidence(true, `process ${killed.pid} of ${database.id} is gone; the system has replaced it already`)
    }
    const left = database.server.processes()
    if (left.length > 0) return evidence(false, `${left.length} processes of ${database.id} live on`)
    const refuses = await waitFor('the port to refuse', () => isRefused(database.port), {
      timeoutMs: REFUSES_TIMEOUT_MS,
      everyMs: 20,
    }).catch(() => false)
    return evidence(
      refuses,
      `all processes of ${database.id} (${killed.pid} and its children) are gone; ` +
        `port ${database.port} ${refuses ? 'refuses connections' : 'still accepts connections'}`,
    )
  },

  async undo() {
    // Nothing that we could do would be right; see above.
  },

  async undone(lab, target) {
    const database = databaseOf(lab, target)
    const killed = identityOf(target)
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
  },
}

/** That it is still this process, and still in this role. */
async function recheck(database: Database, target: IntendedInjection): Promise<void> {
  const { pid, startedAt } = identityOf(target)
  const wanted = String(target.identity['role'])
  const now = database.server?.identity
  if (now?.pid !== pid || now.startedAt !== startedAt || !database.alive) {
    throw new TargetMovedError(database.id, `${database.id} is not process ${pid} any more`)
  }
  const role = await database.role()
  if (role !== wanted) {
    throw new TargetMovedError(database.id, `${database.id} was the ${wanted} and is now ${role ?? 'not answering'}`)
  }
}

function databaseOf(lab: Lab, target: IntendedInjection): Database {
  return lab.zones[zoneOfDatabase(target.component)].database
}

function identityOf({ identity }: IntendedInjection): ProcessIdentity {
  return { pid: Number(identity['pid']), startedAt: String(identity['startedAt']) }
}

async function timelineOf(database: Database): Promise<number> {
  const [row] = await queryOnce<{ timeline: number }>(
    database.adminUrl,
    'select timeline_id as timeline from pg_control_checkpoint()',
  )
  return row?.timeline ?? 0
}

function isRefused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'))
  })
}
