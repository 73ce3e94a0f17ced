import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { isNamed } from '../clients/errors.ts'
import { guarded } from '../clients/guarded.ts'
import type { DatabaseGroup } from './databases.ts'
import { type DatabaseSnapshot, snapshotsOf } from './snapshots.ts'
import { type Tags, tagsOf } from './tags.ts'

/** A database that was restored from another one. */
export interface RestoredDatabase {
  readonly id: string
  /** For example `creating`, `available`. */
  readonly status: string
  readonly tags: Tags
  readonly endpoint: string
}

/** Where the data of a restored database are from: its logs up to a moment, as late as they reach, or a snapshot by its id. */
export type RestorePoint = { readonly at: Date } | { readonly snapshot: string } | 'latest'

/** What is restored, and to what. */
export interface Restoration {
  readonly source: Pick<DatabaseGroup, 'id' | 'kind' | 'engine'>
  /** Name of the new database. */
  readonly id: string
  readonly from: RestorePoint
  readonly tags: Tags
}

/** What drills ask of RDS to restore a database. What changes something is asked once. */
export interface RestoresPort {
  /** In no order. */
  snapshots(source: Restoration['source']): Promise<readonly DatabaseSnapshot[]>
  begin(restoration: Restoration): Promise<void>
  /** Undefined when there is none of this name. */
  find(kind: DatabaseGroup['kind'], id: string): Promise<RestoredDatabase | undefined>
  /** Without a last snapshot: it is a copy. */
  remove(kind: DatabaseGroup['kind'], id: string): Promise<void>
}

export async function rdsRestores(access: AwsAccess): Promise<RestoresPort> {
  const rds = await import('@aws-sdk/client-rds')
  const reads = guarded(new rds.RDSClient(clientOptions(access, 'reads')), 'rds', access)
  const acts = guarded(new rds.RDSClient(clientOptions(access, 'acts')), 'rds', access)

  const restoreInstance = async ({ source, id, from }: Restoration, Tags: { Key: string; Value: string }[]) => {
    const { DBInstances: [like] = [] } = await reads.send(
      new rds.DescribeDBInstancesCommand({ DBInstanceIdentifier: source.id }),
    )
    // Without these it would get the defaults of the account, and would not be the same database to its clients.
    const groups = (like?.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: group }) => group ?? [])
    const subnets = like?.DBSubnetGroup?.DBSubnetGroupName
    const parameters = like?.DBParameterGroups?.[0]?.DBParameterGroupName
    const alike = {
      Tags,
      ...(groups.length === 0 ? {} : { VpcSecurityGroupIds: groups }),
      ...(subnets === undefined ? {} : { DBSubnetGroupName: subnets }),
      ...(parameters === undefined ? {} : { DBParameterGroupName: parameters }),
    }
    if (isSnapshot(from)) {
      const snapshot = { DBInstanceIdentifier: id, DBSnapshotIdentifier: from.snapshot }
      await acts.send(new rds.RestoreDBInstanceFromDBSnapshotCommand({ ...snapshot, ...alike }))
      return
    }
    const to = from === 'latest' ? { UseLatestRestorableTime: true } : { RestoreTime: from.at }
    const names = { SourceDBInstanceIdentifier: source.id, TargetDBInstanceIdentifier: id }
    await acts.send(new rds.RestoreDBInstanceToPointInTimeCommand({ ...names, ...to, ...alike }))
  }

  const restoreCluster = async ({ source, id, from }: Restoration, Tags: { Key: string; Value: string }[]) => {
    const { DBClusters: [like] = [] } = await reads.send(
      new rds.DescribeDBClustersCommand({ DBClusterIdentifier: source.id }),
    )
    const [member] = like?.DBClusterMembers ?? []
    const { DBInstances: [instance] = [] } =
      member?.DBInstanceIdentifier === undefined
        ? {}
        : await reads.send(new rds.DescribeDBInstancesCommand({ DBInstanceIdentifier: member.DBInstanceIdentifier }))
    const groups = (like?.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: group }) => group ?? [])
    const alike = {
      Tags,
      ...(groups.length === 0 ? {} : { VpcSecurityGroupIds: groups }),
      ...(like?.DBSubnetGroup === undefined ? {} : { DBSubnetGroupName: like.DBSubnetGroup }),
      ...(like?.DBClusterParameterGroup === undefined
        ? {}
        : { DBClusterParameterGroupName: like.DBClusterParameterGroup }),
    }
    if (isSnapshot(from)) {
      const snapshot = { DBClusterIdentifier: id, SnapshotIdentifier: from.snapshot, Engine: source.engine }
      await acts.send(new rds.RestoreDBClusterFromSnapshotCommand({ ...snapshot, ...alike }))
    } else {
      const to = from === 'latest' ? { UseLatestRestorableTime: true } : { RestoreToTime: from.at }
      const names = { SourceDBClusterIdentifier: source.id, DBClusterIdentifier: id }
      await acts.send(new rds.RestoreDBClusterToPointInTimeCommand({ ...names, ...to, ...alike }))
    }
    // A cluster comes without an instance, and nobody can be answered by it.
    await acts.send(
      new rds.CreateDBInstanceCommand({
        DBInstanceIdentifier: `${id}-1`,
        DBClusterIdentifier: id,
        Engine: source.engine,
        DBInstanceClass: instance?.DBInstanceClass ?? 'db.serverless',
        Tags,
      }),
    )
  }

  const find: RestoresPort['find'] = async (kind, id) => {
    try {
      if (kind === 'instance') {
        const { DBInstances: [found] = [] } = await reads.send(
          new rds.DescribeDBInstancesCommand({ DBInstanceIdentifier: id }),
        )
        return (
          found && restored(id, found.DBInstanceStatus, found.TagList, found.Endpoint?.Address, found.Endpoint?.Port)
        )
      }
      const { DBClusters: [found] = [] } = await reads.send(
        new rds.DescribeDBClustersCommand({ DBClusterIdentifier: id }),
      )
      if (found === undefined) return undefined
      const member = (found.DBClusterMembers ?? []).length > 0 ? await find('instance', `${id}-1`) : undefined
      return restored(id, member?.status ?? 'creating', found.TagList, found.Endpoint, found.Port)
    } catch (error) {
      if (isNamed(error, 'DBInstanceNotFoundFault', 'DBInstanceNotFound', 'DBClusterNotFoundFault')) return undefined
      throw error
    }
  }

  return {
    snapshots: (source) => snapshotsOf(rds, reads, source),
    async begin(restoration) {
      const tags = Object.entries(restoration.tags).map(([Key, Value]) => ({ Key, Value }))
      await (restoration.source.kind === 'instance' ? restoreInstance : restoreCluster)(restoration, tags)
    },
    find,
    async remove(kind, id) {
      const instance = kind === 'instance' ? id : `${id}-1`
      if (kind === 'instance' || (await find('instance', instance)) !== undefined) {
        await acts.send(
          new rds.DeleteDBInstanceCommand({
            DBInstanceIdentifier: instance,
            ...(kind === 'instance' ? { SkipFinalSnapshot: true } : {}),
          }),
        )
      }
      if (kind === 'cluster') {
        await acts.send(new rds.DeleteDBClusterCommand({ DBClusterIdentifier: id, SkipFinalSnapshot: true }))
      }
    },
  }
}

function isSnapshot(from: RestorePoint): from is { readonly snapshot: string } {
  return typeof from === 'object' && 'snapshot' in from
}

function restored(
  id: string,
  status: string | undefined,
  tags: Parameters<typeof tagsOf>[0],
  address: string | undefined,
  port: number | undefined,
): RestoredDatabase {
  return { id, status: status ?? 'unknown', tags: tagsOf(tags), endpoint: `${address ?? ''}:${port ?? ''}` }
}
