import type { GetCallerIdentityResponse } from '@aws-sdk/client-sts'
import { ACCOUNT } from '../account.ts'
import type { Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'

/** Who is asking [S]: everybody is the operator of the lab's account. */
export function sts({ conduct }: ControlPlane): Operations {
  return {
    GetCallerIdentity: (): GetCallerIdentityResponse => {
      const account = conduct.now.account ?? ACCOUNT
      return {
        Account: account,
        Arn: `arn:aws:iam::${account}:user/blackstart-operator`,
        UserId: 'AIDABLACKSTARTLAB0001',
      }
    },
  }
}
