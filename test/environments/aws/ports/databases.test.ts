import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { FarClocks } from '../../../../src/environments/aws/clients/far-clocks.ts'
import { rdsDatabases } from '../../../../src/environments/aws/ports/databases.ts'

const instance = (id: string, more: string): string =>
  `<DBInstance><DBInstanceIdentifier>${id}</DBInstanceIdentifier><DBInstanceStatus>available</DBInstanceStatus>${more}</DBInstance>`

const ANSWERS: Readonly<Record<string, string>> = {
  DescribeDBClusters: '<DBClusters></DBClusters>',
  DescribeDBInstances: `<DBInstances>${[
    instance('orders', ''),
    instance('orders-reads', '<ReadReplicaSourceDBInstanceIdentifier>orders</ReadReplicaSourceDBInstanceIdentifier>'),
    instance(
      'orders-away',
      '<ReadReplicaSourceDBInstanceIdentifier>arn:aws:rds:eu-west-1:1:db:orders</ReadReplicaSourceDBInstanceIdentifier>',
    ),
    instance('of-a-cluster', '<ReadReplicaSourceDBClusterIdentifier>shop</ReadReplicaSourceDBClusterIdentifier>'),
  ].join('')}</DBInstances>`,
}

describe('the databases of RDS', () => {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const operation = new URLSearchParams(body).get('Action') ?? ''
      const result = `<${operation}Result>${ANSWERS[operation]}</${operation}Result>`
      response.setHeader('content-type', 'text/xml').end(`<${operation}Response>${result}</${operation}Response>`)
    })
  })

  before(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)))
  after(() => server.close())

  it('that follow others are replicas, whether their source is named by its id, by its ARN or is a cluster', async () => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const access = { region: 'eu-west-1', endpoint, record: () => {}, clocks: new FarClocks() }
    const groups = await (await rdsDatabases(access)).groups()
    expect(groups.map(({ id, replica }) => `${id} ${replica}`)).to.deep.equal([
      'orders false',
      'orders-reads true',
      'orders-away true',
      'of-a-cluster true',
    ])
  })
})
