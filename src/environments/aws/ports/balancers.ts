import type { LoadBalancer as ElbBalancer } from '@aws-sdk/client-elastic-load-balancing-v2'
import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { everyPage } from '../clients/every-page.ts'
import { guarded } from '../clients/guarded.ts'
import { type Tags, tagsOf } from './tags.ts'

/** What leads requests to instances. */
export interface LoadBalancer {
  readonly arn: string
  readonly name: string
  /** Names of the zones in which it stands. */
  readonly zones: readonly string[]
  readonly tags: Tags
}

/** What a load balancer thinks of a target. */
export interface TargetHealth {
  readonly target: string
  /** For example `healthy`, `unhealthy`, `draining`, `initial`. */
  readonly state: string
}

export interface BalancersPort {
  balancers(): Promise<readonly LoadBalancer[]>
  health(targetGroup: string): Promise<readonly TargetHealth[]>
}

/** ELB tells the tags of so many at a time. */
const MOST_TAGGED = 20

export async function elbBalancers(access: AwsAccess): Promise<BalancersPort> {
  const elb = await import('@aws-sdk/client-elastic-load-balancing-v2')
  const client = guarded(
    new elb.ElasticLoadBalancingV2Client(clientOptions(access, 'reads')),
    'elasticloadbalancing',
    access,
  )
  return {
    async balancers() {
      const found: ElbBalancer[] = []
      for await (const page of everyPage(elb.paginateDescribeLoadBalancers({ client }, {}))) {
        found.push(...(page.LoadBalancers ?? []))
      }
      const tags = new Map<string, Tags>()
      for (let from = 0; from < found.length; from += MOST_TAGGED) {
        const arns = found.slice(from, from + MOST_TAGGED).map(({ LoadBalancerArn = '' }) => LoadBalancerArn)
        const { TagDescriptions = [] } = await client.send(new elb.DescribeTagsCommand({ ResourceArns: arns }))
        for (const { ResourceArn = '', Tags: list } of TagDescriptions) tags.set(ResourceArn, tagsOf(list))
      }
      return found.map(({ LoadBalancerArn: arn = '', LoadBalancerName: name = '', AvailabilityZones = [] }) => ({
        arn,
        name,
        zones: AvailabilityZones.flatMap(({ ZoneName }) => ZoneName ?? []),
        tags: tags.get(arn) ?? {},
      }))
    },
    async health(targetGroup) {
      const { TargetHealthDescriptions = [] } = await client.send(
        new elb.DescribeTargetHealthCommand({ TargetGroupArn: targetGroup }),
      )
      return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
        target: Target?.Id ?? '',
        state: TargetHealth?.State ?? 'unknown',
      }))
    },
  }
}
