import { RpcClient } from '../../../system/rpc.ts'
import { AGENT_CALLS, type ManagedNode, type RebuildParams } from './config.ts'

/** Kills whatever is left of the database, so that it can never acknowledge again. */
export function fence(node: ManagedNode): Promise<void> {
  return callOnce({ port: node.agentPort }, 'fence', { database: node.id }, AGENT_CALLS.fence)
}

/** Resolves when the database runs again, as a fresh copy that follows the other one. */
export function rebuild(node: ManagedNode, saveFork: boolean): Promise<void> {
  const params: RebuildParams = { database: node.id, saveFork }
  return callOnce({ port: node.agentPort }, 'rebuild', params, AGENT_CALLS.rebuild)
}

/** Resolves when clients of the endpoint are led to `port`. */
export function moveEndpoint(endpointSocket: string, port: number, propagationMs: number): Promise<void> {
  return callOnce(endpointSocket, 'move', { port }, propagationMs + 5_000)
}

async function callOnce(
  address: string | { port: number },
  method: string,
  params: unknown,
  timeoutMs: number,
): Promise<void> {
  const client = await RpcClient.connect(address)
  try {
    await client.call(method, params, timeoutMs)
  } finally {
    client.close()
  }
}
