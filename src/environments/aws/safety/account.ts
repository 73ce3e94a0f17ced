import { RefusedError } from '../../environment.ts'
import { explained } from '../clients/errors.ts'
import type { Caller } from '../ports/identity.ts'
import type { Reach } from '../reach.ts'

/**
 * Who we are, and that this account may be drilled. Asked before anything else, also by a rescuer: nothing is ever done in
 * an account that is not on the list.
 *
 * @throws RefusedError
 */
export async function allowedCaller({ ports, settings }: Reach): Promise<Caller> {
  let caller: Caller
  try {
    caller = await (await ports.identity()).caller()
  } catch (error) {
    if (error instanceof RefusedError) throw error
    throw new RefusedError([`AWS does not say who we are: ${explained(error)}`], { cause: error })
  }
  if (!settings.accounts.includes(caller.account)) {
    const allowed = settings.accounts.join(', ')
    throw new RefusedError([`${caller.arn} is in account ${caller.account}, and only ${allowed} may be drilled`])
  }
  return caller
}
