import { type Named, type Statement, allow, arns, inRegion, optedIn } from './policy.ts'

/** What copies of a database are made from. */
interface Sources {
  readonly moment: boolean
  readonly backup: boolean
}

/** Names of copies, and of what stands in them: `restoredId` gives them. */
const COPIES = ['db:*-drill-*', 'cluster:*-drill-*'] as const

/**
 * What it takes to restore a copy of a database and to delete it again. By name, by the tag that it is made with, and by the
 * tag that it bears: nothing but a copy of a drill is ever tagged or deleted.
 */
export function restoring(named: Named, { moment, backup }: Sources): Statement[] {
  const copies = COPIES.flatMap((path) => arns(named, 'rds', path))
  const databases = ['db:*', 'cluster:*'].flatMap((path) => arns(named, 'rds', path))
  const groups = ['pg:*', 'og:*', 'subgrp:*', 'cluster-pg:*'].flatMap((path) => arns(named, 'rds', path))
  const snapshots = ['snapshot:*', 'cluster-snapshot:*'].flatMap((path) => arns(named, 'rds', path))
  const toMoment = ['rds:RestoreDBClusterToPointInTime', 'rds:RestoreDBInstanceToPointInTime']
  const fromSnapshot = ['rds:RestoreDBClusterFromSnapshot', 'rds:RestoreDBInstanceFromDBSnapshot']
  const restore = [...(backup ? fromSnapshot : []), ...(moment ? toMoment : [])]
  return [
    ...(backup
      ? [allow('SeeSnapshots', ['rds:DescribeDBClusterSnapshots', 'rds:DescribeDBSnapshots'], ['*'], inRegion(named))]
      : []),
    ...(moment ? [allow('RestoreWhatIsOptedIn', toMoment, databases, optedIn(named))] : []),
    allow('RestoreWithGroups', ['rds:CreateDBInstance', ...restore], [...groups, ...(backup ? snapshots : [])]),
    allow('RestoreCopies', ['rds:AddTagsToResource', 'rds:CreateDBInstance', ...restore], copies, {
      Null: { 'aws:RequestTag/blackstart:drill': 'false' },
    }),
    allow('DeleteCopies', ['rds:DeleteDBCluster', 'rds:DeleteDBInstance'], copies, {
      Null: { 'aws:ResourceTag/blackstart:drill': 'false' },
    }),
  ]
}
