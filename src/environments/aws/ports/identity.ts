import type { AwsAccess } from '../clients/access.ts'
import { clientOptions } from '../clients/access.ts'
import { guarded } from '../clients/guarded.ts'

/** As whom AWS sees us. */
export interface Caller {
  readonly account: string
  readonly arn: string
  /** The credentials bear a session token: they end, whether or not it is known when. */
  readonly temporary: boolean
  /** When the credentials end, as far as whoever gave them has told. */
  readonly expiresAt?: Date
}

export interface IdentityPort {
  caller(): Promise<Caller>
}

export async function stsIdentity(access: AwsAccess): Promise<IdentityPort> {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts')
  const client = guarded(new STSClient(clientOptions(access, 'reads')), 'sts', access)
  return {
    async caller() {
      const [{ Account = '', Arn = '' }, { expiration, sessionToken }] = await Promise.all([
        client.send(new GetCallerIdentityCommand({})),
        client.config.credentials(),
      ])
      const temporary = sessionToken !== undefined && sessionToken !== ''
      return { account: Account, arn: Arn, temporary, ...(expiration === undefined ? {} : { expiresAt: expiration }) }
    },
  }
}
