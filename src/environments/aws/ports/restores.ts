import type { DBCluster, DBInstance } from '@aws-sdk/client-rds'
import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { isNamed } from '../clients/errors.ts'
import { guarded } from '../clients/guarded.ts'
import type { DatabaseGroup } from './databases.ts'
import { clusterLike, instanceLike } from './like-source.ts'
import { type DatabaseSnapshot, snapshotsOf } from './snapshots.ts'
import { type Tags, tagsOf } from './tags.ts'

/** An instance of RDS, as far as it must be known before it is deleted. */
export interface RestoredInstance {
  readonly status: string
  readonly tags: Tags
  /** The cluster that it stands in, if it does. */
  readonly cluster: string | undefined
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
  /** Of a cluster: it comes without an instance. */
  begin(restoration: Restoration): Promise<void>
  /** Gives a restored cluster an instance: without one nobody can be answered by it. */
  addMember(restoration: Restoration, member: string): Promise<void>
  /** Undefined when there is none of this name. */
  instance(id: string): Promise<RestoredInstance | undefined>
  /** Without a last snapshot: it is a copy. One that is being deleted already is well. */
  removeInstance(id: string, isMember: boolean): Promise<void>
  removeCluster(id: string): Promise<void>
}

export async function rdsRestores(access: AwsAccess): Promise<RestoresPort> {
  const rds = await import('@aws-sdk/client-rds')
  const reads = guarded(new rds.RDSClient(clientOptions(access, 'reads')), 'rds', access)
  const acts = guarded(new rds.RDSClient(clientOptions(access, 'acts')), 'rds', access)

  const instanceNamed = async (id: string): Promise<DBInstance | undefined> => {
    const { DBInstances: [found] = [] } = await reads.send(
      new rds.DescribeDBInstancesCommand({ DBInstanceIdentifier: id }),
    )
    return found
  }
  const clusterNamed = async (id: string): Promise<DBCluster | undefined> => {
    const { DBClusters: [found] = [] } = await reads.send(
      new rds.DescribeDBClustersCommand({ DBClusterIdentifier: id }),
    )
    return found
  }

  const restoreInstance = async ({ source, id, from, tags }: Restoration): Promise<void> => {
    const like = { ...instanceLike(await instanceNamed(source.id)), Tags: listOf(tags) }
    if (isSnapshot(from)) {
      const snapshot = { DBInstanceIdentifier: id, DBSnapshotIdentifier: from.snapshot }
      await acts.send(new rds.RestoreDBInstanceFromDBSnapshotCommand({ ...snapshot, ...like }))
      return
    }
    const to = from === 'latest' ? { UseLatestRestorableTime: true } : { RestoreTime: from.at }
    const names = { SourceDBInstanceIdentifier: source.id, TargetDBInstanceIdentifier: id }
    await acts.send(new rds.RestoreDBInstanceToPointInTimeCommand({ ...names, ...to, ...like }))
  }

  const restoreCluster = async ({ source, id, from, tags }: Restoration): Promise<void> => {
    const like = { ...clusterLike(await clusterNamed(source.id)), Tags: listOf(tags) }
    if (isSnapshot(from)) {
      const snapshot = { DBClusterIdentifier: id, SnapshotIdentifier: from.snapshot, Engine: source.engine }
      await acts.send(new rds.RestoreDBClusterFromSnapshotCommand({ ...snapshot, ...like }))
      return
    }
    const to = from === 'latest' ? { UseLatestRestorableTime: true } : { RestoreToTime: from.at }
    const names = { SourceDBClusterIdentifier: source.id, DBClusterIdentifier: id }
    await acts.send(new rds.RestoreDBClusterToPointInTimeCommand({ ...names, ...to, ...like }))
  }

  return {
    snapshots: (source) => snapshotsOf(rds, reads, source),
    begin: (restoration) => (restoration.source.kind === 'instance' ? restoreInstance : restoreCluster)(restoration),
    async addMember({ source, id, tags }, member) {
      const [first] = (await clusterNamed(source.id))?.DBClusterMembers ?? []
      const like =
        first?.DBInstanceIdentifier === undefined ? undefined : await instanceNamed(first.DBInstanceIdentifier)
      await acts.send(
        new rds.CreateDBInstanceCommand({
          DBInstanceIdentifier: member,
          DBClusterIdentifier: id,
          Engine: source.engine,
          DBInstanceClass: like?.DBInstanceClass ?? 'db.serverless',
          Tags: listOf(tags),
        }),
      )
    },
    async instance(id) {
      try {
        const found = await instanceNamed(id)
        if (found === undefined) return undefined
        const { DBInstanceStatus: status = 'unknown', TagList, DBClusterIdentifier: cluster } = found
        return { status, tags: tagsOf(TagList), cluster }
      } catch (error) {
        if (isNamed(error, ...NO_INSTANCE)) return undefined
        throw error
      }
    },
    async removeInstance(id, isMember) {
      const snapshot = isMember ? {} : { SkipFinalSnapshot: true }
      const command = new rds.DeleteDBInstanceCommand({ DBInstanceIdentifier: id, ...snapshot })
      await unlessOver(acts.send(command), ...NO_INSTANCE)
    },
    async removeCluster(id) {
      const command = new rds.DeleteDBClusterCommand({ DBClusterIdentifier: id, SkipFinalSnapshot: true })
      await unlessOver(acts.send(command), 'DBClusterNotFoundFault')
    },
  }
}

const NO_INSTANCE = ['DBInstanceNotFoundFault', 'DBInstanceNotFound'] as const

/** Somebody has asked for it before: what is gone, or is going, is well. */
async function unlessOver(asked: Promise<unknown>, ...gone: readonly string[]): Promise<void> {
  try {
    await asked
  } catch (error) {
    const isGoing = isNamed(
      error,
      'InvalidDBInstanceStateFault',
      'InvalidDBInstanceState',
      'InvalidDBClusterStateFault',
    )
    if (isNamed(error, ...gone) || (isGoing && /deleting|being deleted/i.test((error as Error).message))) return
    throw error
  }
}

function listOf(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

function isSnapshot(from: RestorePoint): from is { readonly snapshot: string } {
  return typeof from === 'object' && 'snapshot' in from
}
