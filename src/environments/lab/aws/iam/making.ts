import { arn } from '../account.ts'
import type { Shape } from '../codec/wire.ts'
import { type Ask, type AskedCall, tagsGiven } from './ask.ts'

type AsksOf = (call: AskedCall) => readonly Ask[]

const FIS = 'fis.amazonaws.com'

/** Members that name a group beside a database, by the kind that it has in an ARN. */
const GROUPS = {
  'cluster-pg': 'DBClusterParameterGroupName',
  og: 'OptionGroupName',
  pg: 'DBParameterGroupName',
  subgrp: 'DBSubnetGroupName',
} as const

type Group = keyof typeof GROUPS

/** What a database is restored with, whether it is named or the account's own is taken. */
const INSTANCE_GROUPS: readonly Group[] = ['og', 'pg', 'subgrp']
const CLUSTER_GROUPS: readonly Group[] = ['cluster-pg', 'og', 'subgrp']

const MAKING: Readonly<Record<string, AsksOf>> = {
  CreateExperimentTemplate: (call) => {
    const { action, input, region } = call
    const template = arn('fis', 'experiment-template/*', region)
    const actions = actionIdsOf(input).map((id) => arn('fis', `action/${id}`, region))
    return [
      ...[template, ...actions].map((resource) => ({ action, resource, context: {} })),
      ...tagging('fis:TagResource', template, call),
      { action: 'iam:PassRole', resource: String(input['roleArn']), context: { 'iam:PassedToService': FIS } },
    ]
  },
  StartExperiment: (call) => {
    const experiment = arn('fis', 'experiment/*', call.region)
    return [{ action: call.action, resource: experiment, context: {} }, ...tagging('fis:TagResource', experiment, call)]
  },
  RestoreDBInstanceToPointInTime: (call) => restored(call, 'TargetDBInstanceIdentifier', 'db', INSTANCE_GROUPS),
  RestoreDBInstanceFromDBSnapshot: (call) => restored(call, 'DBInstanceIdentifier', 'db', INSTANCE_GROUPS),
  RestoreDBClusterToPointInTime: (call) => restored(call, 'DBClusterIdentifier', 'cluster', CLUSTER_GROUPS),
  RestoreDBClusterFromSnapshot: (call) => restored(call, 'DBClusterIdentifier', 'cluster', CLUSTER_GROUPS),
  CreateDBInstance: (call) => restored(call, 'DBInstanceIdentifier', 'db', []),
}

/** What IAM is asked beside the call on what it names, where something is made. */
export function askedWhereMade(call: AskedCall): readonly Ask[] {
  return MAKING[call.operation]?.(call) ?? []
}

function restored(call: AskedCall, member: string, kind: string, groups: readonly Group[]): readonly Ask[] {
  const { action, input, region } = call
  const name = (of: string): string | undefined => (typeof input[of] === 'string' ? input[of] : undefined)
  return [
    ...groups.map((group) => ({
      action,
      resource: arn('rds', `${group}:${name(GROUPS[group]) ?? 'default'}`, region),
      context: {},
    })),
    ...tagging('rds:AddTagsToResource', arn('rds', `${kind}:${name(member) ?? '*'}`, region), call),
  ]
}

/** Who makes something with tags must be allowed to tag it. */
function tagging(action: string, resource: string, { input }: AskedCall): readonly Ask[] {
  return Object.keys(tagsGiven(input)).length === 0 ? [] : [{ action, resource, context: {} }]
}

function actionIdsOf({ actions = {} }: Shape): readonly string[] {
  const ids = Object.values(actions as Readonly<Record<string, Shape>>).map(({ actionId }) => String(actionId))
  return [...new Set(ids)]
}
