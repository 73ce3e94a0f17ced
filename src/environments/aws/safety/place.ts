import type { IntendedInjection } from '../../../model/fault.ts'
import { RefusedError } from '../../environment.ts'
import type { Reach } from '../reach.ts'
import { allowedCaller } from './account.ts'

/** Where something is done: with the target it is in the ledger, and in the shared store. */
interface Place {
  readonly account: string
  readonly region: string
}

export async function placeOf(reach: Reach): Promise<Place> {
  const { account } = await allowedCaller(reach)
  return { account, region: reach.settings.region }
}

/**
 * What was done in one account is looked for in that one only. Anywhere else nothing of it is found, and nothing found would be
 * taken for nothing left.
 *
 * @throws RefusedError
 */
export async function refuseOtherPlace(
  reach: Reach,
  { component, drillId, identity }: Pick<IntendedInjection, 'component' | 'drillId' | 'identity'>,
): Promise<void> {
  const here = await placeOf(reach)
  if (identity['account'] === here.account && identity['region'] === here.region) return
  const there = `${String(identity['account'])}, region ${String(identity['region'])}`
  throw new RefusedError([
    `what drill ${drillId} did to ${component} is in account ${there}, and this is account ${here.account}, region ` +
      `${here.region}: sign in there; nothing was looked for here`,
  ])
}
