import { RpcClient, type RpcAddress, type RpcPort } from '../../../system/rpc.ts'
import { callAgent } from '../agent-calls.ts'
import type { ManagedNode } from './config.ts'

const STOP_TIMEOUT_MS = 8_000
const REBUILD_TIMEOUT_MS = 120_000

/** Kills whatever is left of the database, so that it can never acknowledge again. */
export function fence(node: ManagedNode, timeoutMs: number): Promise<void> {
  return callAgent(agentOf(node), 'fence', { database: node.id }, timeoutMs)
}

/** Shuts the database down in order. */
export function stop(node: ManagedNode): Promise<void> {
  return callAgent(agentOf(node), 'stop', { database: node.id }, STOP_TIMEOUT_MS)
}

/** Resolves when the database runs again, as a fresh copy that follows the other one. */
export function rebuild(node: ManagedNode, saveFork: boolean): Promise<void> {
  return callAgent(agentOf(node), 'rebuild', { database: node.id, saveFork }, REBUILD_TIMEOUT_MS)
}

/** Resolves when clients of the endpoint are led to this database. */
export async function moveEndpoint(
  endpointAddress: RpcAddress,
  { writerPort, host }: ManagedNode,
  propagationMs: number,
): Promise<void> {
  const endpoint = await RpcClient.connect(endpointAddress)
  try {
    await endpoint.call('move', { port: writerPort, ...(host !== undefined && { host }) }, propagationMs + 5_000)
  } finally {
    endpoint.close()
  }
}

/** Where clients of the endpoint are led; undefined before it was told for the first time, and where it does not say. */
export async function whereTo(endpointAddress: RpcAddress): Promise<{ readonly host?: string } | undefined> {
  try {
    const endpoint = await RpcClient.connect(endpointAddress)
    try {
      return ((await endpoint.call('target', {}, STOP_TIMEOUT_MS)) as { readonly host?: string } | null) ?? undefined
    } finally {
      endpoint.close()
    }
  } catch {
    return undefined
  }
}

function agentOf({ agentPort, host }: ManagedNode): RpcPort {
  return { port: agentPort, ...(host !== undefined && { host }) }
}
