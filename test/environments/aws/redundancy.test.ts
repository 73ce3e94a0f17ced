import { expect } from 'chai'
import { compareShapes, readShape, shapeBefore, untilRestored } from '../../../src/environments/aws/redundancy.ts'
import { CACHE, CLUSTER, FakeAccount, SERVICE } from './fake-ports.ts'

describe('the shape of an account', () => {
  it('is how many stand ready, by name of group and never by name of instance', async () => {
    const account = new FakeAccount()
    const before = await readShape(account.reach())
    expect(before).to.deep.equal({ databases: { orders: 2 }, instances: { service: 2 }, tasks: {}, caches: {} })
    account.groups = account.groups.map((group) => ({ ...group, inService: ['i-new', 'i-0b'] }))
    expect(compareShapes(before, await readShape(account.reach()))).to.include({
      holds: true,
      text: 'as many stand ready as before: 2 of orders, 2 of service',
    })
  })

  it('is not what it was while a member is missing, or the cluster is busy', async () => {
    const account = new FakeAccount()
    const before = await readShape(account.reach())
    account.databases = [{ ...CLUSTER, status: 'failing-over' }]
    account.groups = account.groups.map((group) => ({ ...group, inService: ['i-0b'] }))
    expect(compareShapes(before, await readShape(account.reach()))).to.include({
      holds: false,
      text: '0 of 2 databases of orders stand ready; 1 of 2 instances of service stand ready',
    })
  })

  it('is whole while a database is backed up, and a database that is gone is missed', async () => {
    const account = new FakeAccount()
    account.databases = [{ ...CLUSTER, status: 'backing-up' }]
    const before = await shapeBefore(account.reach())
    expect(before.databases).to.deep.equal({ orders: 2 })
    account.databases = []
    expect(compareShapes(before, await readShape(account.reach())).holds).to.equal(false)
  })

  it('is nothing to compare with while a database is not ready: then no drill begins', async () => {
    const account = new FakeAccount()
    account.databases = [{ ...CLUSTER, status: 'modifying' }]
    const refused = await shapeBefore(account.reach()).catch((error: unknown) => String(error))
    expect(refused).to.match(/orders is modifying: wait until it is available/)
  })

  it('counts the tasks of services, and none begins while some are missing', async () => {
    const account = new FakeAccount()
    account.services = [SERVICE]
    const before = await shapeBefore(account.reach())
    expect(before.tasks).to.deep.equal({ shop: 2 })
    account.services = [{ ...SERVICE, running: 1 }]
    expect(compareShapes(before, await readShape(account.reach())).text).to.equal('1 of 2 tasks of shop stand ready')
    const refused = await shapeBefore(account.reach()).catch((error: unknown) => String(error))
    expect(refused).to.match(/1 of 2 tasks of shop run: wait until all do/)
  })

  it('counts the members of caches, and none begins while one is busy', async () => {
    const account = new FakeAccount()
    account.caches = [CACHE]
    const before = await shapeBefore(account.reach())
    expect(before.caches).to.deep.equal({ baskets: 2 })
    account.caches = [{ ...CACHE, status: 'modifying' }]
    expect(compareShapes(before, await readShape(account.reach())).text).to.equal(
      '0 of 2 caches of baskets stand ready',
    )
    const refused = await shapeBefore(account.reach()).catch((error: unknown) => String(error))
    expect(refused).to.match(/the cache baskets is modifying/)
  })

  it('is waited for also when a look fails', async () => {
    const account = new FakeAccount()
    const reach = account.reach()
    const before = await shapeBefore(reach)
    let looks = 0
    const databases = async () => {
      if (looks++ === 0) throw new Error('throttled')
      return await reach.ports.databases()
    }
    const seen = await untilRestored(
      { ...reach, ports: { ...reach.ports, databases } },
      before,
      new AbortController().signal,
    )
    expect(seen.holds).to.equal(true)
    expect(looks).to.be.greaterThan(1)
  })

  it('is of both regions, where there are two', async () => {
    const [here, away] = [new FakeAccount(), new FakeAccount()]
    away.databases = [{ ...CLUSTER, members: CLUSTER.members.slice(1) }]
    const second = { region: 'eu-central-1', ports: away.ports(), clocks: away.clocks }
    const reach = { ...here.reach(), second }
    const before = await shapeBefore(reach)
    expect(before.databases).to.deep.equal({ orders: 2, 'orders in eu-central-1': 1 })
    // The other one has taken over, and the first one is still away.
    here.databases = [{ ...CLUSTER, status: 'stopped' }]
    expect(compareShapes(before, await readShape(reach)).text).to.equal('0 of 2 databases of orders stand ready')
  })
})
