import { expect } from 'chai'
import { readTopology } from '../../../src/environments/aws/topology.ts'
import { CACHE, CLUSTER, FakeAccount, INSTANCE, SERVICE } from './fake-ports.ts'

describe('the topology of an account', () => {
  it('is what bears the opt-in tag, with roles and zones; what is gone is no part of it', async () => {
    const account = new FakeAccount()
    account.instances = [...account.instances, { ...INSTANCE, id: 'i-x', name: 'x', state: 'terminated' }]
    account.databases = [CLUSTER, { ...CLUSTER, id: 'other', tags: {} }]
    const { components, regions } = await readTopology(account.reach())
    expect(components.map(({ id, role, zone }) => [id, role, zone])).to.deep.equal([
      ['db-a', 'primary', 'eu-west-1a'],
      ['db-b', 'standby', 'eu-west-1b'],
      ['orders-endpoint', 'writer-endpoint', undefined],
      ['service/i-0a', 'service', 'eu-west-1a'],
      ['service/i-0b', 'service', 'eu-west-1b'],
    ])
    expect(regions).to.deep.equal([{ id: 'eu-west-1', zones: ['eu-west-1a', 'eu-west-1b'] }])
  })

  it('has caches in their zones', async () => {
    const account = new FakeAccount()
    account.caches = [CACHE]
    const caches = (await readTopology(account.reach())).components.filter(({ role }) => role === 'cache')
    expect(caches.map(({ id, zone }) => [id, zone])).to.deep.equal([
      ['baskets-001', 'eu-west-1a'],
      ['baskets-002', 'eu-west-1b'],
    ])
  })

  it('has tasks of ECS for instances of the service', async () => {
    const account = new FakeAccount()
    account.instances = []
    account.services = [SERVICE]
    const tasks = (await readTopology(account.reach())).components.filter(({ role }) => role === 'service')
    expect(tasks.map(({ id, zone, state }) => [id, zone, state])).to.deep.equal([
      ['shop/0a', 'eu-west-1a', 'running'],
      ['shop/0b', 'eu-west-1b', 'running'],
    ])
  })

  it('shows the region to which it fails over: replicas, until one of them writes', async () => {
    const away = new FakeAccount()
    const member = { id: 'db-c', writer: false, status: 'available', zone: 'eu-central-1a', address: '' }
    away.databases = [{ ...CLUSTER, members: [member] }]
    away.instances = [{ ...INSTANCE, id: 'i-c', name: 'service-c-1', zone: 'eu-central-1a' }]
    const second = { region: 'eu-central-1', ports: away.ports(), clocks: away.clocks }
    const reach = { ...new FakeAccount().reach(), second }
    const there = async () => (await readTopology(reach)).components.slice(5).map(({ id, role }) => `${id} ${role}`)
    expect(await there()).to.deep.equal([
      'db-c replica',
      'orders-endpoint-eu-central-1 writer-endpoint',
      'service-c-1 service',
    ])
    away.databases = [{ ...CLUSTER, members: [{ ...member, writer: true }] }]
    expect((await there())[0]).to.equal('db-c primary')
  })
})
