import type { InjectionReceipt } from '../../../model/fault.ts'
import { monotonicNow } from '../../../system/clock.ts'
import { wasRefused } from '../clients/errors.ts'
import type { Reach } from '../reach.ts'
import { untilSeen } from './until-seen.ts'

/** How long RDS, EC2, FIS and Route 53 may take to show that they have begun, in milliseconds. */
export const LATE_MS = 30_000

/**
 * Asks AWS for something that must not be asked for twice. When the answer is lost (a timeout, a 5xx), nobody knows whether
 * it is being done: then the state is read for a while, and only if nothing begins is it an error.
 *
 * @param begun - whether what was asked for has begun
 * @throws what `beforeDamage` throws: then nothing was asked
 */
export async function askOnce(
  { settings: { pollMs }, lateMs = LATE_MS, beforeDamage }: Pick<Reach, 'settings' | 'lateMs' | 'beforeDamage'>,
  ask: () => Promise<void>,
  begun: () => Promise<boolean>,
): Promise<InjectionReceipt> {
  await beforeDamage?.()
  const askedNs = monotonicNow()
  try {
    await ask()
  } catch (error) {
    if (wasRefused(error)) throw error
    const look = async (): Promise<object | undefined> => ((await begun()) ? {} : undefined)
    if ((await untilSeen(look, { timeoutMs: lateMs, everyMs: pollMs })).seen === undefined) throw error
  }
  return { askedNs, returnedNs: monotonicNow() }
}
