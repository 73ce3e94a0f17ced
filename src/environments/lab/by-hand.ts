import type { Component, Topology } from '../../model/topology.ts'
import { LabConnection } from './connection.ts'
import { LabFolder } from './folder.ts'
import { handsOf } from './hands.ts'
import type { LabInfo } from './labd/config.ts'
import type { Hand } from './labd/protocol.ts'
import { livingLabd } from './remains.ts'
import { upFolder } from './up.ts'

/** Environment variable that names the folder of the lab that hands are meant for: set for the runbook of a drill. */
export const LAB_VARIABLE = 'BLACKSTART_LAB'

/** No lab is up. */
export class NoLabError extends Error {
  override readonly name = 'NoLabError'

  constructor() {
    super('no lab is up')
  }
}

/**
 * Does something in the lab by hand.
 *
 * @returns what it says, if anything
 * @throws NoLabError, RemoteError
 */
export function handInLab(hand: Hand): Promise<string | null> {
  return inLab((connection) => connection.call('hand', hand))
}

/**
 * Whether a component runs, as the provider says who owns its power: also of one that nobody can reach.
 *
 * @throws NoLabError, RangeError when there is none with this id
 */
export async function stateInLab(id: string): Promise<'running' | 'stopped'> {
  const { components } = await topology()
  const component = components.find((candidate) => candidate.id === id)
  if (component !== undefined) return component.state === 'running' ? 'running' : 'stopped'
  throw new RangeError(`there is no '${id}': there are ${components.map((each) => each.id).join(', ')}`)
}

/** How many components of a role run. @throws NoLabError */
export async function countInLab(role: Component['role']): Promise<number> {
  const { components } = await topology()
  return components.filter((component) => component.role === role && component.state === 'running').length
}

/** Values for the inputs of the library's runbooks. @throws NoLabError */
export function inputsInLab(): Promise<Readonly<Record<string, string>>> {
  return inLab(async (connection) => {
    const [info, seen] = await Promise.all([connection.call<LabInfo>('info'), connection.call<Topology>('describe')])
    return handsOf(info, seen)
  })
}

function topology(): Promise<Topology> {
  return inLab((connection) => connection.call<Topology>('describe'))
}

async function inLab<Value>(ask: (connection: LabConnection) => Promise<Value>): Promise<Value> {
  const named = process.env[LAB_VARIABLE]
  const folder = named === undefined ? await upFolder() : new LabFolder(named)
  if (livingLabd(folder) === undefined) throw new NoLabError()
  const connection = await LabConnection.open(folder)
  try {
    return await ask(connection)
  } finally {
    connection.close()
  }
}
