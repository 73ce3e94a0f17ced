import { RpcClient } from '../../../system/rpc.ts'

const CALL_TIMEOUT_MS = 2_000

/** Asks one thing of a part of the lab, over a connection of its own. @throws RemoteError, UnreachableError */
export async function callPart<Answer>(
  socket: string,
  method: string,
  params: object,
  timeoutMs: number = CALL_TIMEOUT_MS,
): Promise<Answer> {
  const client = await RpcClient.connect(socket)
  try {
    return await client.call<Answer>(method, params, timeoutMs)
  } finally {
    client.close()
  }
}
