import { listenOnLoopback } from '../process/listen.ts'
import { receiveConfig, reportReady } from '../process/child-side.ts'
import { createOrderService, DEFAULT_DEADLINE_MS } from './order-service.ts'
import { OrderStore, STORE_DEFAULTS } from './order-store.ts'

export interface ServiceConfig {
  /** For example `service-a`. */
  readonly id: string
  /** Connection URL of the writer, by way of the zone's relay. */
  readonly databaseUrl: string
}

/** The process `lab-service`. */
export async function runService(): Promise<void> {
  const { id, databaseUrl } = await receiveConfig<ServiceConfig>()
  const store = new OrderStore({ url: databaseUrl, ...STORE_DEFAULTS })
  const server = createOrderService(store, { id, deadlineMs: DEFAULT_DEADLINE_MS })
  reportReady({ http: await listenOnLoopback(server) })
}
