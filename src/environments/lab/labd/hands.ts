import { RpcClient } from '../../../system/rpc.ts'
import type { Lab } from './lab.ts'
import type { parseHand } from './protocol.ts'

/** How long the failover manager may take for what it is asked by hand, in milliseconds. */
const MANAGER_TIMEOUT_MS = 25_000

/**
 * What a person does with the console of a cloud. Fencing and leading go by way of the failover manager, as its own would:
 * through the relay of the zone, so that what cannot be reached cannot be fenced.
 *
 * @throws RangeError when there is no such database; whatever went wrong
 */
export async function lendHand(lab: Lab, { act, database }: ReturnType<typeof parseHand>): Promise<void> {
  const found = lab.databases.find(({ id }) => id === database)
  if (found === undefined) {
    throw new RangeError(
      `there is no database '${database}': there are ${lab.databases.map(({ id }) => id).join(', ')}`,
    )
  }
  if (act === 'start') {
    await found.startAgain()
    return
  }
  const manager = await RpcClient.connect(lab.outer.managerSocket)
  try {
    await manager.call(act, { database }, MANAGER_TIMEOUT_MS)
  } finally {
    manager.close()
  }
}
