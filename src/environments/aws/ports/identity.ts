import type { AwsAccess } from '../clients/access.ts'
import { clientOptions } from '../clients/access.ts'
import { guarded } from '../clients/guarded.ts'

/** As whom AWS sees us. */
export interface Caller {
  readonly account: string
  readonly arn: string
  /** The credentials bear a session token: they end, whether or not it is known when. */
  readonly temporary: boolean
  /** Whoever gives them gives new ones before these end: an instance of EC2, or a container. @default false */
  readonly renewed?: boolean
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
      const [{ Account = '', Arn = '' }, credentials] = await Promise.all([
        client.send(new GetCallerIdentityCommand({})),
        client.config.credentials(),
      ])
      const { expiration, sessionToken } = credentials
      const temporary = sessionToken !== undefined && sessionToken !== ''
      const renewed = areRenewed(credentials)
      return {
        account: Account,
        arn: Arn,
        temporary,
        renewed,
        ...(expiration === undefined ? {} : { expiresAt: expiration }),
      }
    },
  }
}

/** The clients note from where credentials are. Those of a machine are given anew for as long as it lives. */
export function areRenewed(credentials: object): boolean {
  const { $source = {} } = credentials as { readonly $source?: object }
  return 'CREDENTIALS_IMDS' in $source || 'CREDENTIALS_HTTP' in $source
}
