import { FarClocks } from '../environments/aws/clients/far-clocks.ts'
import { stsIdentity } from '../environments/aws/ports/identity.ts'
import type { AwsConfig } from '../scenario/aws-types.ts'
import { EXIT } from '../model/exit-codes.ts'
import { CommandError } from './exits.ts'

type Account = Pick<AwsConfig, 'accounts' | 'region' | 'profile'>

/**
 * A runbook that is drilled by itself asks nobody before it changes something. Whoever is signed in to AWS must be so in an
 * account that may be drilled; somebody without credentials can change nothing there.
 *
 * @param aws - what the team says about AWS; nothing: there is nothing to hold it against
 * @param accountOf - the account that this process is signed in to; undefined for none
 * @throws CommandError `refused`
 */
export async function refuseForeignAccount(
  aws: Account | undefined,
  accountOf: (aws: Account) => Promise<string | undefined> = signedInTo,
): Promise<void> {
  if (aws === undefined) return
  let account: string | undefined
  try {
    account = await accountOf(aws)
  } catch (error) {
    throw new CommandError(EXIT.refused, `nothing was started: AWS does not say who we are (${String(error)})`)
  }
  if (account === undefined || aws.accounts.includes(account)) return
  const allowed = aws.accounts.join(', ')
  throw new CommandError(
    EXIT.refused,
    `nothing was started: this is AWS account ${account}, and only ${allowed} may be drilled`,
  )
}

async function signedInTo({ region, profile }: Account): Promise<string | undefined> {
  const access = { region, record: () => {}, clocks: new FarClocks(), ...(profile === undefined ? {} : { profile }) }
  const identity = await stsIdentity(access)
  try {
    return (await identity.caller()).account
  } catch (error) {
    if (error instanceof Error && error.name === 'CredentialsProviderError') return undefined
    throw error
  }
}
