import { now } from './outage.ts'

/**
 * When a service has worked off what was held for it: connections are accepted in the order in which they came, so
 * whoever comes now is served after all that had waited. Until then it does not answer as it does while it is up.
 */
export async function servedANewcomer(baseUrl: string): Promise<string> {
  const answer = await fetch(`${baseUrl}/orders/latest?writer=newcomer`, { headers: { connection: 'close' } })
  await answer.text()
  return now()
}
