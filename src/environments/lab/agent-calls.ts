import { RpcClient, type RpcPort } from '../../system/rpc.ts'
import { monotonicNow } from '../../system/clock.ts'
import type { ServiceRoute } from './names.ts'

/** What the agent of a zone can be asked for, with its parameters and its answer. */
export interface AgentCalls {
  /** Kills whatever is left of the database, so that it can never acknowledge again. */
  fence(params: { readonly database: string }): Promise<void>
  /** Shuts the database down in order: what it had acknowledged has reached a standby that streams. */
  stop(params: { readonly database: string }): Promise<void>
  /** Resolves when the database runs again, as a fresh copy that follows the other one. */
  rebuild(params: {
    readonly database: string
    /** The data of a deposed primary is evidence; that of a lost standby is not. */
    readonly saveFork: boolean
  }): Promise<void>
  /** Resolves when a new service instance runs in the place of the old one, unless that one is healthy after all. */
  replace(params: { readonly place: ServiceRoute }): Promise<'replaced' | 'healthy'>
}

/** What the agent of the first region can be asked for, which reaches into all of its zones. */
export interface RegionAgentCalls {
  /** Makes sure that the region acknowledges nothing more: its front, its failover manager, its databases. */
  evacuate(params: { readonly how: Evacuation }): Promise<void>
  /** Resolves when the databases of the region run again, as fresh copies of the other region's primary. */
  follow(params: object): Promise<void>
}

/** `kill`: at once. `in order`: what the databases had acknowledged has reached the replica. */
export type Evacuation = 'kill' | 'in order'

type AllCalls = AgentCalls & RegionAgentCalls

/**
 * Shorter than the kernel waits before it tries again (1 s): a call to a zone that is cut off must fail, and not arrive
 * when the zone is open again.
 */
const CONNECT_TIMEOUT_MS = 700

/** Every call carries the time until which its caller waits, on the machine's monotonic clock. */
interface Validity {
  readonly validUntilNs: string
}

/**
 * Asks the agent of a zone or a region, by way of its relay.
 *
 * @param timeoutMs - for the answer
 * @throws RemoteError, UnreachableError
 */
export async function callAgent<Method extends keyof AllCalls>(
  address: RpcPort,
  method: Method,
  params: Parameters<AllCalls[Method]>[0],
  timeoutMs: number,
): Promise<Awaited<ReturnType<AllCalls[Method]>>> {
  const agent = await RpcClient.connect(address, Math.min(timeoutMs, CONNECT_TIMEOUT_MS))
  try {
    const validUntilNs = String(BigInt(monotonicNow()) + BigInt(Math.round(timeoutMs * 1e6)))
    const request: typeof params & Validity = { ...params, validUntilNs }
    return await agent.call<Awaited<ReturnType<AllCalls[Method]>>>(method, request, timeoutMs)
  } finally {
    agent.close()
  }
}

/**
 * A call that waited in a relay which was cut off arrives when nobody wants it any more: a fence from back then would
 * kill the database that runs now.
 *
 * @throws Error when its caller has given up
 */
export function assertStillWanted(method: string, params: unknown): void {
  const { validUntilNs } = params as Validity
  if (BigInt(validUntilNs) < BigInt(monotonicNow()))
    throw new Error(`'${method}' came too late: its caller has given up`)
}
