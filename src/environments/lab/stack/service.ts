import { createOrderService, DEFAULT_DEADLINE_MS } from '../service/order-service.ts'
import { OrderStore, STORE_DEFAULTS } from '../service/order-store.ts'
import { listen, onTermination, say } from './part.ts'
import { variables } from './variables.ts'

/** `stack-service`: one instance of the order service. */
export async function runStackService(): Promise<void> {
  const { ID, DATABASE_URL } = variables(['ID', 'DATABASE_URL'])
  const store = new OrderStore({ url: DATABASE_URL, ...STORE_DEFAULTS })
  onTermination()
  await listen(createOrderService(store, { id: ID, deadlineMs: DEFAULT_DEADLINE_MS }))
  say(ID, 'answers')
}
