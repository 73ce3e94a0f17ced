import { type Named, type Statement, allow, arns, inRegion } from './policy.ts'

/** What copies of a database are made from. */
interface Sources {
  readonly moment: boolean
  readonly backup: boolean
}

/** What it takes to restore a copy of a database and to delete it again: nothing but what bears a drill's tag is ever deleted. */
export function restoring(named: Named, { moment, backup }: Sources): Statement[] {
  const databases = [...arns(named, 'rds', 'db:*'), ...arns(named, 'rds', 'cluster:*')]
  const groups = ['pg:*', 'og:*', 'subgrp:*', 'cluster-pg:*'].flatMap((path) => arns(named, 'rds', path))
  const snapshots = ['snapshot:*', 'cluster-snapshot:*'].flatMap((path) => arns(named, 'rds', path))
  const ours = { Null: { 'aws:ResourceTag/blackstart:drill': 'false' } }
  return [
    ...(backup
      ? [allow('SeeSnapshots', ['rds:DescribeDBClusterSnapshots', 'rds:DescribeDBSnapshots'], ['*'], inRegion(named))]
      : []),
    allow(
      'RestoreCopies',
      [
        'rds:AddTagsToResource',
        'rds:CreateDBInstance',
        ...(backup ? ['rds:RestoreDBClusterFromSnapshot', 'rds:RestoreDBInstanceFromDBSnapshot'] : []),
        ...(moment ? ['rds:RestoreDBClusterToPointInTime', 'rds:RestoreDBInstanceToPointInTime'] : []),
      ],
      [...databases, ...groups, ...(backup ? snapshots : [])],
    ),
    allow('DeleteCopies', ['rds:DeleteDBCluster', 'rds:DeleteDBInstance'], databases, ours),
  ]
}
