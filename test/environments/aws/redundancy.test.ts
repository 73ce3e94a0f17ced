import { expect } from 'chai'
import { compareShapes, readShape } from '../../../src/environments/aws/redundancy.ts'
import { CLUSTER, FakeAccount } from './fake-ports.ts'

describe('the shape of an account', () => {
  it('is how many stand ready, by name of group and never by name of instance', async () => {
    const account = new FakeAccount()
    const before = await readShape(account.reach())
    expect(before).to.deep.equal({ databases: { orders: 2 }, instances: { service: 2 } })
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
})
