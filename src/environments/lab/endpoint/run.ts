import { serve } from '../../../system/rpc.ts'
import { receiveConfig, reportReady } from '../process/child-side.ts'
import { type EndpointConfig, endpointHandlers, WriterEndpoint } from './endpoint.ts'

/** The process `lab-endpoint`. */
export async function runEndpoint(): Promise<void> {
  const config = await receiveConfig<EndpointConfig>()
  const endpoint = await WriterEndpoint.start(config.propagationMs)
  await serve(config.controlSocket, endpointHandlers(endpoint))
  reportReady({ sql: endpoint.port })
}
