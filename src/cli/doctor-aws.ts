import { clockInWords } from '../environments/aws/clients/clock-words.ts'
import { reachOf } from '../environments/aws/open.ts'
import type { Reach } from '../environments/aws/reach.ts'
import { askStart } from '../environments/aws/safety/start.ts'
import { parseAwsSettings } from '../environments/aws/settings.ts'
import { readEstate } from '../environments/aws/topology.ts'
import { RefusedError, type TeamConfiguration } from '../environments/environment.ts'

/** What `doctor` says of an account. */
export interface AccountFinding {
  /** `missing`: somebody is signed in, and no drill can run there. `optional`: nobody is, or nothing is there to be drilled. */
  readonly state: 'ok' | 'optional' | 'missing'
  readonly text: string
}

/**
 * Looks at the account of a configuration; changes nothing.
 *
 * @returns undefined where it names none
 */
export async function accountFinding(configuration: TeamConfiguration): Promise<AccountFinding | undefined> {
  if (configuration.aws === undefined) return undefined
  const settings = parseAwsSettings({ ...configuration.aws.settings }, configuration)
  if ('findings' in settings) return { state: 'missing', text: settings.findings.join('\n') }
  try {
    return await askedOf(reachOf(settings.value, 0))
  } catch (error) {
    if (error instanceof RefusedError) {
      return { state: isSignedOut(error.cause) ? 'optional' : 'missing', text: error.refusals.join('\n') }
    }
    return { state: 'missing', text: String(error) }
  }
}

/** @throws RefusedError in a wrong account, or where nobody says whose it is */
async function askedOf(reach: Reach): Promise<AccountFinding> {
  const { caller, refusals } = await askStart(reach)
  const { databases, instances } = await readEstate(reach)
  const clock = reach.clocks.of('sts')
  const lines = [
    ...refusals,
    `account ${caller.account} in ${reach.settings.region}, as ${caller.arn}`,
    ...(caller.expiresAt === undefined ? [] : [`its credentials end at ${caller.expiresAt.toISOString()}`]),
    ...(clock === undefined ? [] : [`its clock is ${clockInWords(clock)}`]),
    `with the tag ${reach.settings.optInTag.key}: ${databases.length} databases, ${instances.length} instances`,
  ]
  const isEmpty = databases.length + instances.length === 0
  return { state: refusals.length > 0 ? 'missing' : isEmpty ? 'optional' : 'ok', text: lines.join('\n') }
}

/** Who has no credentials drills no account, and misses nothing in the lab. */
function isSignedOut(cause: unknown): boolean {
  return cause instanceof Error && /Credentials|TokenProvider/.test(cause.name)
}
