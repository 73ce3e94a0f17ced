import { expect } from 'chai'
import { DescribeDBClustersCommand, FailoverDBClusterCommand, RDSClient } from '@aws-sdk/client-rds'
import type { RecordedCall } from '../../../../src/environments/aws/clients/calls.ts'
import { clientOptions } from '../../../../src/environments/aws/clients/access.ts'
import { FarClocks } from '../../../../src/environments/aws/clients/far-clocks.ts'
import { guarded } from '../../../../src/environments/aws/clients/guarded.ts'

/** Nobody listens there: what gets that far fails with a connection refused. */
const ACCESS = { region: 'eu-west-1', endpoint: 'http://127.0.0.1:9', record: () => {}, clocks: new FarClocks() }

describe('a client of AWS', () => {
  const calls: RecordedCall[] = []
  const client = guarded(new RDSClient(clientOptions(ACCESS, 'acts')), 'rds', {
    ...ACCESS,
    record: (call) => calls.push(call),
  })
  const outcome = async (command: FailoverDBClusterCommand | DescribeDBClustersCommand): Promise<string> => {
    try {
      await client.send(command as FailoverDBClusterCommand)
      return 'ok'
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`
    }
  }

  it('refuses a member that it would leave out, and names it', async () => {
    const input = { DBClusterIdentifier: 'orders', ForceFailover: true }
    expect(await outcome(new FailoverDBClusterCommand(input))).to.match(/^UnknownMemberError: .*ForceFailover/)
    const nested = { Filters: [{ Name: 'x', Values: ['y'], Value: 'z' }] }
    expect(await outcome(new DescribeDBClustersCommand(nested))).to.match(/Filters\[0\]\.Value/)
    expect(calls).to.deep.equal([])
  })

  it('lets through what it knows, and writes the call down with its outcome', async () => {
    expect(await outcome(new FailoverDBClusterCommand({ DBClusterIdentifier: 'orders' }))).to.match(/ECONNREFUSED/)
    expect(calls.map(({ service, operation, outcome: how }) => [service, operation, how])).to.deep.equal([
      ['rds', 'FailoverDBCluster', 'Error'],
    ])
  })
})

describe('an address that stands in for AWS', () => {
  const refused = [
    'http://10.0.0.1:4566',
    'https://127.0.0.1:1',
    'http://rds.eu-west-1.amazonaws.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com:80',
  ]
  for (const endpoint of refused) {
    it(`is not ${endpoint}`, () => {
      expect(() => clientOptions({ ...ACCESS, endpoint }, 'reads')).to.throw(/loopback/)
    })
  }
})
