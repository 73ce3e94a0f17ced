import { type Named, type Statement, allow, arns } from './policy.ts'

/** What it takes to restore a copy of a database and to delete it again: nothing but what bears a drill's tag is ever deleted. */
export function restoring(named: Named): Statement[] {
  const databases = [...arns(named, 'rds', 'db:*'), ...arns(named, 'rds', 'cluster:*')]
  const groups = ['pg:*', 'og:*', 'subgrp:*', 'cluster-pg:*'].flatMap((path) => arns(named, 'rds', path))
  const ours = { Null: { 'aws:ResourceTag/blackstart:drill': 'false' } }
  return [
    allow(
      'RestoreCopies',
      [
        'rds:AddTagsToResource',
        'rds:CreateDBInstance',
        'rds:RestoreDBClusterToPointInTime',
        'rds:RestoreDBInstanceToPointInTime',
      ],
      [...databases, ...groups],
    ),
    allow('DeleteCopies', ['rds:DeleteDBCluster', 'rds:DeleteDBInstance'], databases, ours),
  ]
}
