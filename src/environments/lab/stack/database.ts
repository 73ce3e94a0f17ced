import { serve } from '../../../system/rpc.ts'
import { ZONES, type Zone } from '../names.ts'
import { locatePostgres } from '../postgres/binaries.ts'
import { DatabaseNode } from './database-node.ts'
import { onTermination, say } from './part.ts'
import { ANY_ADDRESS, STACK_PORTS } from './ports.ts'
import { variables, VariablesError } from './variables.ts'

/** `stack-database`: PostgreSQL of one zone, and its agent. */
export async function runStackDatabase(): Promise<void> {
  const { ZONE, ROLE, PEER, VOLUME } = variables(['ZONE', 'ROLE', 'PEER', 'VOLUME'])
  if (ROLE !== 'primary' && ROLE !== 'standby') throw new VariablesError(`ROLE='${ROLE}': write primary or standby`)
  const node = new DatabaseNode({
    zone: zoneNamed(ZONE),
    binaries: locatePostgres(),
    volume: VOLUME,
    peer: PEER,
  })
  onTermination(() => node.stop())
  await serve({ port: STACK_PORTS.agent, host: ANY_ADDRESS }, node.handlers())
  say(node.id, await node.firstStart(ROLE))
}

function zoneNamed(text: string): Zone {
  const zone = ZONES.find((candidate) => candidate === text)
  if (zone === undefined) throw new VariablesError(`ZONE='${text}': write one of ${ZONES.join(', ')}`)
  return zone
}
