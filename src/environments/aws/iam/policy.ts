import { partitionOf } from '../partition.ts'
import type { AwsSettings } from '../settings.ts'

/** A statement of an IAM policy, with what it is there for. */
export interface Statement {
  /** Letters and digits, as IAM wants it. */
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

export interface Policy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly Statement[]
}

export type Named = Pick<
  AwsSettings,
  'region' | 'secondRegion' | 'accounts' | 'optInTag' | 'fisRole' | 'sharedStore' | 'record'
>

/** ARNs of one kind, in every account that may be drilled. @param path - behind the account, for example `cluster:*` */
export function arns({ region, accounts }: Named, service: string, path: string): string[] {
  return accounts.map((account) => `arn:${partitionOf(region).name}:${service}:${region}:${account}:${path}`)
}

/** In the team's regions alone. */
export function inRegion({ region, secondRegion }: Named): NonNullable<Statement['Condition']> {
  const regions = secondRegion === undefined ? region : [region, secondRegion]
  return { StringEquals: { 'aws:RequestedRegion': regions } }
}

/** Only what bears the opt-in tag. */
export function optedIn({ optInTag: { key, value } }: Named): NonNullable<Statement['Condition']> {
  return value === undefined
    ? { Null: { [`aws:ResourceTag/${key}`]: 'false' } }
    : { StringEquals: { [`aws:ResourceTag/${key}`]: value } }
}

export function allow(
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition?: Statement['Condition'],
): Statement {
  return { Sid, Effect: 'Allow', Action, Resource, ...(Condition === undefined ? {} : { Condition }) }
}

/**
 * EC2 starts an instance whose volumes are encrypted with a key of the team's own by a grant on that key. IAM holds it against no
 * tag of an instance: it is EC2 alone that may use it.
 */
export function startingEncrypted(named: Named): Statement {
  return allow('StartEncryptedInstances', ['kms:CreateGrant'], arns(named, 'kms', 'key/*'), {
    Bool: { 'kms:GrantIsForAWSResource': 'true' },
    StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com*' },
  })
}
