import { type Named, type Statement, allow, arns, inRegion, optedIn } from './policy.ts'

/** What it takes to lead the traffic of a load balancer away from a zone: of one that bears the opt-in tag. */
export function shifting(named: Named): Statement[] {
  const balancers = ['loadbalancer/app/*', 'loadbalancer/net/*'].flatMap((path) =>
    arns(named, 'elasticloadbalancing', path),
  )
  return [
    allow(
      'SeeLoadBalancers',
      ['ec2:DescribeSubnets', 'elasticloadbalancing:DescribeLoadBalancers', 'elasticloadbalancing:DescribeTags'],
      ['*'],
      inRegion(named),
    ),
    allow(
      'ShiftTraffic',
      ['arc-zonal-shift:CancelZonalShift', 'arc-zonal-shift:GetManagedResource', 'arc-zonal-shift:StartZonalShift'],
      balancers,
      optedIn(named),
    ),
  ]
}
