import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { FarClocks } from '../../../../src/environments/aws/clients/far-clocks.ts'
import { dynamoTables } from '../../../../src/environments/aws/ports/tables.ts'

const ARN = 'arn:aws:dynamodb:eu-west-1:111122223333:table/baskets'

/** As DynamoDB answers, by operation. */
const ANSWERS: Readonly<Record<string, (input: Readonly<Record<string, string>>) => [number, object]>> = {
  DescribeTable: ({ TableName }) =>
    TableName === 'baskets'
      ? [200, { Table: { TableArn: ARN, TableStatus: 'ACTIVE', Replicas: [{ RegionName: 'eu-central-1' }], Extra: 1 } }]
      : [400, { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message: 'not found' }],
  ListTagsOfResource: ({ NextToken }) =>
    NextToken === undefined
      ? [200, { Tags: [{ Key: 'a', Value: '1' }], NextToken: 'more' }]
      : [200, { Tags: [{ Key: 'b', Value: '2' }] }],
  GetResourcePolicy: ({ ResourceArn }) =>
    ResourceArn === ARN
      ? [200, { Policy: '{"Statement":[]}', RevisionId: '1' }]
      : [400, { __type: 'com.amazonaws.dynamodb.v20120810#PolicyNotFoundException', message: 'none' }],
}

describe('DynamoDB without a client for it', () => {
  let server: Server
  const asked: string[] = []

  before(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const target = String(request.headers['x-amz-target'])
        asked.push(target)
        const input = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>
        const [status, body] = ANSWERS[target.split('.')[1] ?? '']?.(input) ?? [500, {}]
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  after(() => server.close())

  it('tells a table with its replicas and all of its tags, and its policy, by calls that are signed and named', async () => {
    const { port } = server.address() as AddressInfo
    const calls: string[] = []
    const tables = await dynamoTables({
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${port}`,
      record: ({ service, operation, outcome }) => calls.push(`${service}:${operation} ${outcome}`),
      clocks: new FarClocks(),
    })
    expect(await tables.table('baskets')).to.deep.equal({
      name: 'baskets',
      arn: ARN,
      replicas: ['eu-central-1'],
      tags: { a: '1', b: '2' },
    })
    expect(await tables.table('other')).to.equal(undefined)
    expect(await tables.policy(ARN)).to.equal('{"Statement":[]}')
    expect(await tables.policy('arn:other')).to.equal(undefined)
    expect(asked[0]).to.equal('DynamoDB_20120810.DescribeTable')
    expect(calls).to.include.members([
      'dynamodb:DescribeTable ok',
      'dynamodb:DescribeTable ResourceNotFoundException',
      'dynamodb:ListTagsOfResource ok',
      'dynamodb:GetResourcePolicy PolicyNotFoundException',
    ])
  })
})
