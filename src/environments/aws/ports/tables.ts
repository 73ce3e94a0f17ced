import * as schemas from '../../aws-model/dynamodb.ts'
import type { AwsAccess } from '../clients/access.ts'
import { isNamed } from '../clients/errors.ts'
import { schemaClient } from '../clients/schema-client.ts'
import { type Tags, tagsOf } from './tags.ts'

/** A table of DynamoDB. */
export interface Table {
  readonly name: string
  readonly arn: string
  readonly tags: Tags
  /** Regions that hold a replica of it; none for a table that is not global. */
  readonly replicas: readonly string[]
}

/** What drills ask of DynamoDB; all of it is looking. */
export interface TablesPort {
  /** Undefined when there is none of this name. */
  table(name: string): Promise<Table | undefined>
  /** Its resource policy, as JSON; undefined: it has none. */
  policy(arn: string): Promise<string | undefined>
}

interface Described {
  readonly Table?: { readonly TableArn?: string; readonly Replicas?: readonly { readonly RegionName?: string }[] }
}

interface Tagged {
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[]
  readonly NextToken?: string
}

export async function dynamoTables(access: AwsAccess): Promise<TablesPort> {
  const client = await schemaClient(access, {
    name: 'dynamodb',
    namespace: schemas.DYNAMODB_NAMESPACE,
    schemas,
    jsonTarget: 'DynamoDB_20120810',
  })
  const tagsFrom = async (ResourceArn: string, NextToken?: string): Promise<Tags> => {
    const more = NextToken === undefined ? {} : { NextToken }
    const page = await client.send<Tagged>('ListTagsOfResource', { ResourceArn, ...more })
    const rest = page.NextToken === undefined ? {} : await tagsFrom(ResourceArn, page.NextToken)
    return { ...tagsOf(page.Tags), ...rest }
  }
  return {
    async table(name) {
      try {
        const { Table } = await client.send<Described>('DescribeTable', { TableName: name })
        if (Table?.TableArn === undefined) return undefined
        const replicas = (Table.Replicas ?? []).flatMap(({ RegionName }) => RegionName ?? [])
        return { name, arn: Table.TableArn, replicas, tags: await tagsFrom(Table.TableArn) }
      } catch (error) {
        if (isNamed(error, 'ResourceNotFoundException')) return undefined
        throw error
      }
    },
    async policy(arn) {
      try {
        return (await client.send<{ readonly Policy?: string }>('GetResourcePolicy', { ResourceArn: arn })).Policy
      } catch (error) {
        if (isNamed(error, 'PolicyNotFoundException')) return undefined
        throw error
      }
    },
  }
}
