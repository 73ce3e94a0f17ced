import type { GlobalCluster } from '@aws-sdk/client-rds'
import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { everyPage } from '../clients/every-page.ts'
import { guarded } from '../clients/guarded.ts'
import { type Tags, tagsOf } from './tags.ts'

/** An Aurora global database: clusters of several regions, of which one writes. */
export interface GlobalDatabase {
  readonly id: string
  readonly tags: Tags
  readonly members: readonly GlobalMember[]
  /** The failover or switchover that is under way, if one is. */
  readonly failover?: GlobalFailover
}

/** A cluster of a global database: at most one in a region. */
export interface GlobalMember {
  readonly arn: string
  readonly region: string
  readonly writer: boolean
}

export interface GlobalFailover {
  /** For example `pending`, `failing-over`. */
  readonly status: string
  /** ARN of the cluster that is being promoted. */
  readonly to: string
}

/** What drills ask of RDS about global databases. Any of their regions answers, also when another one is lost. */
export interface GlobalDatabasesPort {
  all(): Promise<readonly GlobalDatabase[]>
  /** Asked once, never again by itself. What has not reached the cluster is lost. @param to - ARN of a cluster */
  failOver(id: string, to: string): Promise<void>
  /** Asked once, never again by itself. Nothing is lost. @param to - ARN of a cluster */
  switchOver(id: string, to: string): Promise<void>
}

export async function rdsGlobalDatabases(access: AwsAccess): Promise<GlobalDatabasesPort> {
  const rds = await import('@aws-sdk/client-rds')
  const reads = guarded(new rds.RDSClient(clientOptions(access, 'reads')), 'rds', access)
  const acts = guarded(new rds.RDSClient(clientOptions(access, 'acts')), 'rds', access)
  return {
    async all() {
      const found: GlobalCluster[] = []
      for await (const page of everyPage(rds.paginateDescribeGlobalClusters({ client: reads }, {}))) {
        found.push(...(page.GlobalClusters ?? []))
      }
      return found.map(globalDatabase)
    },
    async failOver(id, to) {
      const named = { GlobalClusterIdentifier: id, TargetDbClusterIdentifier: to }
      // Without it RDS would switch over, and wait for a region that does not answer.
      await acts.send(new rds.FailoverGlobalClusterCommand({ ...named, AllowDataLoss: true }))
    },
    async switchOver(id, to) {
      const named = { GlobalClusterIdentifier: id, TargetDbClusterIdentifier: to }
      await acts.send(new rds.SwitchoverGlobalClusterCommand(named))
    },
  }
}

function globalDatabase({
  GlobalClusterIdentifier: id = '',
  TagList,
  GlobalClusterMembers = [],
  FailoverState: state,
}: GlobalCluster): GlobalDatabase {
  // What RDS calls empty may be left out, or be there without a status.
  const failover =
    state?.Status === undefined ? {} : { failover: { status: state.Status, to: state.ToDbClusterArn ?? '' } }
  return {
    id,
    tags: tagsOf(TagList),
    members: GlobalClusterMembers.map(({ DBClusterArn: arn = '', IsWriter }) => ({
      arn,
      region: arn.split(':')[3] ?? '',
      writer: IsWriter === true,
    })),
    ...failover,
  }
}
