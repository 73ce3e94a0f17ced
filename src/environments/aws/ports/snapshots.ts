import type * as rds from '@aws-sdk/client-rds'
import type { RDSClient } from '@aws-sdk/client-rds'
import type { DatabaseGroup } from './databases.ts'
import { everyPage } from '../clients/every-page.ts'

/** The data of a database as they were at a moment, kept by RDS. */
export interface DatabaseSnapshot {
  readonly id: string
  /** The moment: what was committed later is not in it. */
  readonly at: Date
  /** For example `automated`, `manual`, `awsbackup`. */
  readonly type: string
  /** For example `available`, `creating`. */
  readonly status: string
}

/** As much of a snapshot as its two kinds, of instances and of clusters, have in common. */
interface Described {
  readonly id: string | undefined
  readonly SnapshotCreateTime?: Date | undefined
  readonly SnapshotType?: string | undefined
  readonly Status?: string | undefined
}

type Pages = Pick<typeof rds, 'paginateDescribeDBClusterSnapshots' | 'paginateDescribeDBSnapshots'>

/** The snapshots of one database, those of its own account alone. One that is only just begun has no moment yet, and is left out. */
export async function snapshotsOf(
  { paginateDescribeDBClusterSnapshots, paginateDescribeDBSnapshots }: Pages,
  client: RDSClient,
  { kind, id }: Pick<DatabaseGroup, 'kind' | 'id'>,
): Promise<readonly DatabaseSnapshot[]> {
  const found: Described[] = []
  if (kind === 'instance') {
    for await (const page of everyPage(paginateDescribeDBSnapshots({ client }, { DBInstanceIdentifier: id }))) {
      found.push(...(page.DBSnapshots ?? []).map((one) => ({ ...one, id: one.DBSnapshotIdentifier })))
    }
  } else {
    for await (const page of everyPage(paginateDescribeDBClusterSnapshots({ client }, { DBClusterIdentifier: id }))) {
      found.push(...(page.DBClusterSnapshots ?? []).map((one) => ({ ...one, id: one.DBClusterSnapshotIdentifier })))
    }
  }
  return found.flatMap(({ id: name, SnapshotCreateTime: at, SnapshotType: type, Status: status }) =>
    name === undefined || at === undefined
      ? []
      : [{ id: name, at, type: type ?? 'unknown', status: status ?? 'unknown' }],
  )
}
