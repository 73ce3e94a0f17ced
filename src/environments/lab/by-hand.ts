import { LabConnection } from './connection.ts'
import { LabFolder } from './folder.ts'
import type { Topology } from '../../model/topology.ts'
import { livingLabd } from './remains.ts'
import { upFolder } from './up.ts'
import type { HANDS } from './labd/protocol.ts'

/** Environment variable that names the folder of the lab that hands are meant for: set for the runbook of a drill. */
export const LAB_VARIABLE = 'BLACKSTART_LAB'

/**
 * Does something in the lab by hand.
 *
 * @returns false when no lab is up
 * @throws RemoteError
 */
export async function handInLab(act: (typeof HANDS)[number], database: string): Promise<boolean> {
  return await inLab(async (connection) => connection.call<void>('hand', { act, database })).then(
    (seen) => seen !== undefined,
  )
}

/** @returns the state of a database: `primary`, `standby` or `stopped`; undefined when no lab is up */
export async function databaseStateInLab(database: string): Promise<string | undefined> {
  const seen = await inLab((connection) => connection.call<Topology>('describe'))
  if (seen === undefined) return undefined
  const component = seen.value.components.find(({ id }) => id === database)
  if (component === undefined) throw new RangeError(`there is no database '${database}'`)
  return component.state === 'running' ? component.role : component.state
}

async function inLab<Value>(ask: (connection: LabConnection) => Promise<Value>): Promise<{ value: Value } | undefined> {
  const named = process.env[LAB_VARIABLE]
  const folder = named === undefined ? await upFolder() : new LabFolder(named)
  if (livingLabd(folder) === undefined) return undefined
  const connection = await LabConnection.open(folder)
  try {
    return { value: await ask(connection) }
  } finally {
    connection.close()
  }
}
