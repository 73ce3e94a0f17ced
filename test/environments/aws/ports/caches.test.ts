import type { ReplicationGroup } from '@aws-sdk/client-elasticache'
import { expect } from 'chai'
import { FarClocks } from '../../../../src/environments/aws/clients/far-clocks.ts'
import { type CachesPort, elastiCaches } from '../../../../src/environments/aws/ports/caches.ts'
import { ScriptedService } from '../../../support/aws/scripted-service.ts'

const TAG = { key: 'blackstart:drillable', value: 'true' }
const arnOf = (id: string): string => `arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:${id}`

const group = (id: string, more: ReplicationGroup = {}): ReplicationGroup => ({
  ReplicationGroupId: id,
  ARN: arnOf(id),
  Status: 'available',
  MultiAZ: 'enabled',
  NodeGroups: [
    {
      NodeGroupId: '0001',
      NodeGroupMembers: [
        {
          CacheClusterId: `${id}-001`,
          PreferredAvailabilityZone: 'eu-west-1a',
          CurrentRole: 'primary',
          ReadEndpoint: { Address: `${id}-001.example.com`, Port: 6379 },
        },
        { CacheClusterId: `${id}-002`, PreferredAvailabilityZone: 'eu-west-1b', CurrentRole: 'replica' },
      ],
    },
  ],
  ...more,
})

/** As ElastiCache answers, in two pages. */
const scripted = (first: ReplicationGroup, second: ReplicationGroup, tagged: readonly string[]) =>
  ScriptedService.listen('elasticache', {
    DescribeReplicationGroups: ({ Marker }: { readonly Marker?: string }) =>
      Marker === undefined ? { ReplicationGroups: [first], Marker: 'more' } : { ReplicationGroups: [second] },
    ListTagsForResource: ({ ResourceName }: { readonly ResourceName: string }) => ({
      TagList: tagged.includes(ResourceName) ? [{ Key: TAG.key, Value: TAG.value }] : [],
    }),
    DescribeEvents: ({ StartTime }: { readonly StartTime: Date }) => ({
      Events: [{ SourceIdentifier: 'baskets', Message: 'Failover complete', Date: StartTime }],
    }),
  })

describe('ElastiCache as drills ask it', () => {
  let service: ScriptedService
  const calls: string[] = []

  const portOf = async (one: ScriptedService): Promise<CachesPort> => {
    service = one
    calls.length = 0
    return await elastiCaches({
      region: 'eu-west-1',
      endpoint: service.endpoint,
      record: ({ service: name, operation }) => calls.push(`${name}:${operation}`),
      clocks: new FarClocks(),
    })
  }
  afterEach(() => service.close())

  it('tells the groups that bear the tag, with zones and roles, from every page', async () => {
    const inClusterMode = group('sessions', {
      MultiAZ: 'disabled',
      NodeGroups: [
        { NodeGroupMembers: [{ CacheClusterId: 'sessions-0001-001', PreferredAvailabilityZone: 'eu-west-1c' }] },
      ],
    })
    const port = await portOf(await scripted(group('baskets'), inClusterMode, [arnOf('baskets'), arnOf('sessions')]))
    const [baskets, sessions] = await port.groups(TAG)
    expect(baskets).to.deep.equal({
      id: 'baskets',
      arn: arnOf('baskets'),
      status: 'available',
      multiAz: true,
      tags: { [TAG.key]: TAG.value },
      members: [
        { id: 'baskets-001', zone: 'eu-west-1a', primary: true, address: 'baskets-001.example.com:6379' },
        { id: 'baskets-002', zone: 'eu-west-1b', primary: false, address: '' },
      ],
    })
    expect(sessions).to.deep.include({
      multiAz: false,
      members: [{ id: 'sessions-0001-001', zone: 'eu-west-1c', address: '' }],
    })
    const since = new Date('2026-11-21T10:00:00Z')
    expect(await port.events(since)).to.deep.equal([{ source: 'baskets', at: since, message: 'Failover complete' }])
  })

  it('asks for the tags once in a while, and for the groups each time that one is ours', async () => {
    const port = await portOf(await scripted(group('baskets'), group('other'), [arnOf('baskets')]))
    for (let look = 0; look < 3; look++) expect((await port.groups(TAG)).map(({ id }) => id)).to.deep.equal(['baskets'])
    expect(calls.filter((call) => call === 'elasticache:ListTagsForResource')).to.have.length(2)
    expect(calls.filter((call) => call === 'elasticache:DescribeReplicationGroups')).to.have.length(6)
  })

  it('asks nothing more while no group bears the tag', async () => {
    const port = await portOf(await scripted(group('baskets'), group('other'), []))
    for (let look = 0; look < 3; look++) expect(await port.groups(TAG)).to.deep.equal([])
    expect(calls).to.have.length(4)
  })
})
