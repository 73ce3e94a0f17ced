import { setTimeout as sleep } from 'node:timers/promises'
import { RpcClient, type RpcPort, serve } from '../../../system/rpc.ts'
import { endpointHandlers, WriterEndpoint } from '../endpoint/endpoint.ts'
import { onTermination, say } from './part.ts'
import { ANY_ADDRESS, STACK_PORTS } from './ports.ts'
import { labSettings, variables } from './variables.ts'

/** Pause between two questions to the failover manager. */
const ASK_AGAIN_MS = 200
const ASK_TIMEOUT_MS = 1_000

/** `stack-endpoint`: the address that follows the writer. */
export async function runStackEndpoint(): Promise<void> {
  const { MANAGER } = variables(['MANAGER'])
  const endpoint = await WriterEndpoint.start(labSettings().propagationMs, {
    host: ANY_ADDRESS,
    port: STACK_PORTS.sql,
  })
  onTermination()
  await serve({ port: STACK_PORTS.agent, host: ANY_ADDRESS }, endpointHandlers(endpoint))
  say('writer-endpoint', 'waits for its first target')
  await askForTarget(endpoint, { host: MANAGER, port: STACK_PORTS.agent })
}

/** Started again, it knows no target any more, and the failover manager tells it only when the writer moves. */
async function askForTarget(endpoint: WriterEndpoint, manager: RpcPort): Promise<void> {
  while (endpoint.target === undefined) {
    const writer = await whoWrites(manager).catch(() => undefined)
    // Who was told meanwhile knows better than who has asked.
    if (writer !== undefined && endpoint.target === undefined) await endpoint.move(writer.port, writer.host)
    else await sleep(ASK_AGAIN_MS)
  }
}

async function whoWrites(manager: RpcPort): Promise<{ readonly port: number; readonly host?: string }> {
  const asked = await RpcClient.connect(manager)
  try {
    return (await asked.call('writer', {}, ASK_TIMEOUT_MS)) as Awaited<ReturnType<typeof whoWrites>>
  } finally {
    asked.close()
  }
}
