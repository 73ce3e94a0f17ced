import { RefusedError } from '../../environment.ts'
import { explained } from '../clients/errors.ts'
import type { Caller } from '../ports/identity.ts'
import type { Reach } from '../reach.ts'
import { allowedCaller } from './account.ts'
import { alarmRefusals } from './alarms.ts'
import { credentialRefusals } from './credentials.ts'
import { leverRefusals } from './lever.ts'

/**
 * Everything that must hold before anything in an account is touched. Fails closed: a question that cannot be asked refuses.
 *
 * @returns who we are, and every refusal
 * @throws RefusedError in a wrong account, of which nothing else is asked
 */
export async function askStart(reach: Reach, now = new Date()): Promise<{ caller: Caller; refusals: string[] }> {
  const caller = await allowedCaller(reach)
  const refusals = [
    ...credentialRefusals(caller, reach.longestMs, now),
    ...(await answered('the alarms', () => alarmRefusals(reach))),
    ...(await answered('the safety lever', () => leverRefusals(reach))),
  ]
  return { caller, refusals }
}

/** The same, for those who go on. @throws RefusedError with every refusal */
export async function refuseUnsafeStart(reach: Reach): Promise<Caller> {
  const { caller, refusals } = await askStart(reach)
  if (refusals.length > 0) throw new RefusedError(refusals)
  return caller
}

async function answered(what: string, ask: () => Promise<string[]>): Promise<string[]> {
  try {
    return await ask()
  } catch (error) {
    return [`${what} could not be asked, and that refuses: ${explained(error)}`]
  }
}
