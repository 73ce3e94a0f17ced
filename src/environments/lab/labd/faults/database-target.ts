import type { EnvironmentFault, IntendedInjection, ResolvedTarget, Reversal } from '../../../../model/fault.ts'
import type { ProcessIdentity } from '../../../../system/identity.ts'
import { TargetMovedError } from '../../../environment.ts'
import { zoneOfDatabase } from '../../names.ts'
import { queryOnce } from '../../postgres/sql.ts'
import type { Database } from '../database.ts'
import type { Lab } from '../lab.ts'

/** The database that has a role now, as a target; none when no database says that it has it. */
export async function resolveDatabase(
  lab: Lab,
  fault: EnvironmentFault,
  faultIndex: number,
  role: 'primary' | 'standby',
  reversal: Reversal,
): Promise<readonly ResolvedTarget[]> {
  const database = await lab.databaseWithRole(role)
  const identity = database?.server?.identity
  if (database === undefined || identity === undefined) return []
  return [
    {
      fault,
      faultIndex,
      component: database.id,
      reversal,
      precondition: `process ${identity.pid} of ${database.id} lives and is the ${role}`,
      identity: {
        pid: identity.pid,
        startedAt: identity.startedAt,
        dataFolder: database.dataFolder,
        role,
        timeline: await timelineOf(database),
        eventsSeen: lab.events.events.length,
      },
    },
  ]
}

/**
 * That it is still this process, and still in this role.
 *
 * @throws TargetMovedError
 */
export async function recheckDatabase(lab: Lab, target: IntendedInjection): Promise<Database> {
  const database = databaseOf(lab, target)
  const { pid, startedAt } = processOf(target)
  const wanted = String(target.identity['role'])
  const now = database.server?.identity
  if (now?.pid !== pid || now.startedAt !== startedAt || !database.alive) {
    throw new TargetMovedError(database.id, `${database.id} is not process ${pid} any more`)
  }
  const role = await database.role()
  if (role !== wanted) {
    throw new TargetMovedError(database.id, `${database.id} was the ${wanted} and is now ${role ?? 'not answering'}`)
  }
  return database
}

export function databaseOf(lab: Lab, { component }: IntendedInjection): Database {
  return lab.zone(zoneOfDatabase(component)).database
}

/** The process that a target was resolved to. */
export function processOf({ identity }: IntendedInjection): ProcessIdentity {
  return { pid: Number(identity['pid']), startedAt: String(identity['startedAt']) }
}

async function timelineOf(database: Database): Promise<number> {
  const [row] = await queryOnce<{ timeline: number }>(
    database.adminUrl,
    'select timeline_id as timeline from pg_control_checkpoint()',
  )
  return row?.timeline ?? 0
}
