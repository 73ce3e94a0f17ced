import { serve } from '../../../system/rpc.ts'
import { endpointHandlers, WriterEndpoint } from '../endpoint/endpoint.ts'
import { onTermination, say } from './part.ts'
import { ANY_ADDRESS, STACK_PORTS } from './ports.ts'
import { labSettings } from './variables.ts'

/** `stack-endpoint`: the address that follows the writer. */
export async function runStackEndpoint(): Promise<void> {
  const endpoint = await WriterEndpoint.start(labSettings().propagationMs, {
    host: ANY_ADDRESS,
    port: STACK_PORTS.sql,
  })
  onTermination()
  await serve({ port: STACK_PORTS.agent, host: ANY_ADDRESS }, endpointHandlers(endpoint))
  say('writer-endpoint', 'waits for its first target')
}
