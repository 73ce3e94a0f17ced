import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { guarded } from '../clients/guarded.ts'

/** What a load balancer thinks of a target. */
export interface TargetHealth {
  readonly target: string
  /** For example `healthy`, `unhealthy`, `draining`, `initial`. */
  readonly state: string
}

export interface BalancersPort {
  health(targetGroup: string): Promise<readonly TargetHealth[]>
}

export async function elbBalancers(access: AwsAccess): Promise<BalancersPort> {
  const { ElasticLoadBalancingV2Client, DescribeTargetHealthCommand } =
    await import('@aws-sdk/client-elastic-load-balancing-v2')
  const client = guarded(
    new ElasticLoadBalancingV2Client(clientOptions(access, 'reads')),
    'elasticloadbalancing',
    access,
  )
  return {
    async health(targetGroup) {
      const { TargetHealthDescriptions = [] } = await client.send(
        new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup }),
      )
      return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
        target: Target?.Id ?? '',
        state: TargetHealth?.State ?? 'unknown',
      }))
    },
  }
}
