import type { AwsAccess } from '../clients/access.ts'
import { clientOptions } from '../clients/access.ts'
import { guarded } from '../clients/guarded.ts'

/** As whom AWS sees us. */
export interface Caller {
  readonly account: string
  readonly arn: string
  /** When the credentials end; undefined when they do not. */
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
      const [{ Account = '', Arn = '' }, { expiration }] = await Promise.all([
        client.send(new GetCallerIdentityCommand({})),
        client.config.credentials(),
      ])
      return { account: Account, arn: Arn, ...(expiration === undefined ? {} : { expiresAt: expiration }) }
    },
  }
}
