import { RpcClient } from '../../../system/rpc.ts'
import { callAgent } from '../agent-calls.ts'
import type { ManagedNode } from './config.ts'

const STOP_TIMEOUT_MS = 8_000
const REBUILD_TIMEOUT_MS = 120_000

/** Kills whatever is left of the database, so that it can never acknowledge again. */
export function fence(node: ManagedNode, timeoutMs: number): Promise<void> {
  return callAgent(node.agentPort, 'fence', { database: node.id }, timeoutMs)
}

/** Shuts the database down in order. */
export function stop(node: ManagedNode): Promise<void> {
  return callAgent(node.agentPort, 'stop', { database: node.id }, STOP_TIMEOUT_MS)
}

/** Resolves when the database runs again, as a fresh copy that follows the other one. */
export function rebuild(node: ManagedNode, saveFork: boolean): Promise<void> {
  return callAgent(node.agentPort, 'rebuild', { database: node.id, saveFork }, REBUILD_TIMEOUT_MS)
}

/** Resolves when clients of the endpoint are led to `port`. */
export async function moveEndpoint(endpointSocket: string, port: number, propagationMs: number): Promise<void> {
  const endpoint = await RpcClient.connect(endpointSocket)
  try {
    await endpoint.call('move', { port }, propagationMs + 5_000)
  } finally {
    endpoint.close()
  }
}
