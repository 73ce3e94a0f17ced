import type { InjectionReceipt } from '../../../model/fault.ts'
import { monotonicNow } from '../../../system/clock.ts'
import { wasRefused } from '../clients/errors.ts'

/**
 * Asks AWS for something that must not be asked for twice. When the answer is lost (a timeout, a 5xx), nobody knows whether
 * it is being done: then the state is read, and only if nothing has begun is it an error.
 *
 * @param begun - whether what was asked for has begun
 */
export async function askOnce(ask: () => Promise<void>, begun: () => Promise<boolean>): Promise<InjectionReceipt> {
  const askedNs = monotonicNow()
  try {
    await ask()
  } catch (error) {
    if (wasRefused(error) || !(await begun())) throw error
  }
  return { askedNs, returnedNs: monotonicNow() }
}
