import { type Named, type Statement, allow, arns, inRegion, optedIn } from './policy.ts'
import { partitionOf } from '../partition.ts'

/** How the second region is promoted. */
interface Ways {
  readonly failover: boolean
  readonly switchover: boolean
}

/** What it takes to have the second region of a global database write: of one that bears the opt-in tag, as do its clusters. */
export function promoting(named: Named, { failover, switchover }: Ways): Statement[] {
  const { region, secondRegion, accounts } = named
  if (secondRegion === undefined) return []
  const globals = accounts.map((account) => `arn:${partitionOf(region).name}:rds::${account}:global-cluster:*`)
  const clusters = [region, secondRegion].flatMap((name) => arns({ ...named, region: name }, 'rds', 'cluster:*'))
  const actions = [
    ...(failover ? ['rds:FailoverGlobalCluster'] : []),
    ...(switchover ? ['rds:SwitchoverGlobalCluster'] : []),
  ]
  return [
    allow('SeeGlobalDatabases', ['rds:DescribeGlobalClusters'], ['*'], inRegion(named)),
    allow('PromoteRegions', actions, [...globals, ...clusters], optedIn(named)),
  ]
}
