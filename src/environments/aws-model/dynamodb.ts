import { schemasIn, STRING } from './schema.ts'

/** Of every schema in this file. */
export const DYNAMODB_NAMESPACE = 'com.amazonaws.dynamodb'

const { structure, listOf, operation, error } = schemasIn(DYNAMODB_NAMESPACE)
/** The protocol has one address for all operations. */
const rpc = (name: string, input: readonly unknown[], output: readonly unknown[]) =>
  operation(name, 'POST', '/', input, output)

const Replica = structure('ReplicaDescription', {}, { RegionName: STRING, ReplicaStatus: STRING })

/*
 * What drills ask of DynamoDB (API of 2012-08-10): three of its operations, with as much of their answers as is looked at. A
 * client for them would be one more that every user installs.
 */
export const DescribeTable$ = rpc(
  'DescribeTable',
  structure('DescribeTableInput', { TableName: STRING }),
  structure(
    'DescribeTableOutput',
    {},
    { Table: structure('TableDescription', {}, { TableArn: STRING, TableStatus: STRING, Replicas: listOf(Replica) }) },
  ),
)
export const ListTagsOfResource$ = rpc(
  'ListTagsOfResource',
  structure('ListTagsOfResourceInput', { ResourceArn: STRING }, { NextToken: STRING }),
  structure(
    'ListTagsOfResourceOutput',
    {},
    { Tags: listOf(structure('Tag', { Key: STRING, Value: STRING })), NextToken: STRING },
  ),
)
export const GetResourcePolicy$ = rpc(
  'GetResourcePolicy',
  structure('GetResourcePolicyInput', { ResourceArn: STRING }),
  structure('GetResourcePolicyOutput', {}, { Policy: STRING, RevisionId: STRING }),
)

export const ResourceNotFoundException$ = error('ResourceNotFoundException', 400)
export const PolicyNotFoundException$ = error('PolicyNotFoundException', 400)
export const ThrottlingException$ = error('ThrottlingException', 400)
