import { serve } from '../../../system/rpc.ts'
import { receiveConfig, reportReady } from '../process/child-side.ts'
import { Relay, type RelayConfig, relayHandlers } from './relay.ts'

/** The process `lab-relay`. */
export async function runRelay(): Promise<void> {
  const config = await receiveConfig<RelayConfig>()
  const relay = await Relay.start(config.routes)
  await serve(config.controlSocket, relayHandlers(relay))
  reportReady(relay.ports)
}
