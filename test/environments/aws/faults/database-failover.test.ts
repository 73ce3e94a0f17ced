import { expect } from 'chai'
import { databaseFailover } from '../../../../src/environments/aws/faults/database-failover.ts'
import { RefusedError } from '../../../../src/environments/environment.ts'
import { failure } from '../../../support/aws/failure.ts'
import { CLUSTER, FakeAccount, intended, serviceError, switched } from '../fake-ports.ts'

const FAULT = { kind: 'database.failover' } as const

async function resolved(account: FakeAccount) {
  const [found] = await databaseFailover.resolve(account.reach(), FAULT, 0)
  return intended(found?.target)
}

describe('a failover of a database on AWS', () => {
  it('is resolved to the writer, its ARN and the member that takes its place', async () => {
    const target = await resolved(new FakeAccount())
    expect(target.component).to.equal('db-a')
    expect(target.identity).to.include({ arn: CLUSTER.arn, kind: 'cluster', writer: 'db-a', to: 'db-b' })
    expect(target.reversal).to.equal('replaced-by-system')
  })

  it('has no target where nothing bears the tag, or nobody stands by', async () => {
    const account = new FakeAccount()
    account.databases = [
      { ...CLUSTER, tags: {} },
      { ...CLUSTER, members: CLUSTER.members.slice(0, 1) },
    ]
    expect(await databaseFailover.resolve(account.reach(), FAULT, 0)).to.deep.equal([])
  })

  it('is of one database: several are refused by their names, unless they were expected', async () => {
    const account = new FakeAccount()
    const other = { ...CLUSTER, id: 'users', arn: `${CLUSTER.arn}-users` }
    account.databases = [CLUSTER, other, { ...CLUSTER, id: 'reports', replica: true }]
    const error = await failure(databaseFailover.resolve(account.reach(), FAULT, 0))
    expect(error).to.be.instanceOf(RefusedError)
    expect(error.message).to.match(/2 databases, one after the other: orders, users; name those .* expectedTargets/)
    const named = await databaseFailover.resolve(account.reach({ expectedTargets: [other.arn] }), FAULT, 0)
    expect(named.map(({ target }) => target.identity['database'])).to.deep.equal(['users'])
    const both = await databaseFailover.resolve(account.reach({ expectedTargets: ['orders', 'users'] }), FAULT, 0)
    expect(both).to.have.length(2)
  })

  it('goes to the reader that RDS would choose: available, of the lowest tier', async () => {
    const [writer] = CLUSTER.members
    const reader = { writer: false, status: 'available', zone: 'eu-west-1b', address: 'x:5432' }
    const account = new FakeAccount()
    account.databases = [
      {
        ...CLUSTER,
        members: [
          ...(writer === undefined ? [] : [writer]),
          { ...reader, id: 'db-reports', promotionTier: 15 },
          { ...reader, id: 'db-busy', promotionTier: 0, status: 'rebooting' },
          { ...reader, id: 'db-next', promotionTier: 1 },
        ],
      },
    ]
    const target = await resolved(account)
    expect(target.identity['to']).to.equal('db-next')
    expect(target.precondition).to.match(/its writer is db-a in eu-west-1a, and db-next takes over/)
  })

  it('says why nobody could take over', async () => {
    const account = new FakeAccount()
    account.databases = [{ ...CLUSTER, members: CLUSTER.members.map((member) => ({ ...member, status: 'rebooting' })) }]
    const error = await failure(databaseFailover.resolve(account.reach(), FAULT, 0))
    expect(`${error.name}: ${error.message}`).to.match(/^NoTargetError: .*db-b is rebooting; wait/)
  })

  it('is asked of RDS once, and of an instance as a reboot with failover', async () => {
    const account = new FakeAccount()
    await databaseFailover.inject(account.reach(), await resolved(account))
    account.databases = [{ ...CLUSTER, kind: 'instance', id: 'single' }]
    await databaseFailover.inject(account.reach(), await resolved(account))
    expect(account.asked).to.deep.equal(['failover orders to db-b', 'reboot single'])
  })

  it('is not asked for when the writer is another one by now, or the group is busy', async () => {
    for (const now of [switched(CLUSTER), { ...CLUSTER, status: 'backing-up' }]) {
      const account = new FakeAccount()
      const target = await resolved(account)
      account.databases = [now]
      const error: unknown = await databaseFailover.inject(account.reach(), target).catch((thrown: unknown) => thrown)
      expect((error as Error).name).to.equal('TargetMovedError')
      expect(account.asked).to.deep.equal([])
    }
  })

  it('is never asked for twice: after a lost answer the state is read', async () => {
    const account = new FakeAccount()
    const target = await resolved(account)
    account.onAct = () => {
      account.databases = [{ ...CLUSTER, status: 'failing-over' }]
      throw new Error('socket hang up')
    }
    await databaseFailover.inject(account.reach(), target)
    expect(account.asked).to.have.length(1)
  })

  it('has failed when the answer was lost and nothing has begun, or when RDS refused', async () => {
    for (const error of [new Error('socket hang up'), serviceError('AccessDenied', 403)]) {
      const account = new FakeAccount()
      const target = await resolved(account)
      account.onAct = () => {
        throw error
      }
      const thrown: unknown = await databaseFailover.inject(account.reach(), target).catch((reason: unknown) => reason)
      expect(thrown).to.equal(error)
      expect(account.asked).to.have.length(1)
    }
  })

  it('is proven by the writer that has moved, or by the word of RDS', async () => {
    const account = new FakeAccount()
    const target = await resolved(account)
    account.databases = [switched(CLUSTER)]
    expect(await databaseFailover.verify(account.reach(), target)).to.include({
      holds: true,
      text: 'orders is available, its writer is db-b in eu-west-1b; detection was not exercised',
    })
    account.databases = [CLUSTER]
    account.events = [{ source: 'orders', at: new Date(), message: 'Started cross AZ failover to DB instance: db-b' }]
    expect((await databaseFailover.verify(account.reach(), target)).holds).to.equal(true)
  })

  it('was not done when RDS abandons it, and an older word counts for nothing', async () => {
    const account = new FakeAccount()
    account.events = [{ source: 'orders', at: new Date(0), message: 'Completed failover to DB instance: db-b' }]
    const target = await resolved(account)
    const message = 'Abandoning user requested failover since a failover recently occurred on the database instance.'
    account.events = [...account.events, { source: 'orders', at: new Date(), message }]
    const proof = await databaseFailover.verify(account.reach(), target)
    expect(proof.holds).to.equal(false)
    expect(proof.text).to.include('Abandoning')
  })

  it('is not proven by the late word about the failover before', async () => {
    const account = new FakeAccount()
    const target = await resolved(account)
    const at = new Date()
    account.events = [{ source: 'orders', at, message: 'Completed failover to DB instance: db-a' }]
    account.onLook = (times) => {
      if (times > 2) account.events = [{ source: 'orders', at, message: 'Completed failover to DB instance: db-b' }]
    }
    expect((await databaseFailover.verify(account.reach(), target)).text).to.match(/db-b; detection/)
    const instance = { ...CLUSTER, kind: 'instance' } as const
    account.databases = [instance]
    const ofInstance = await resolved(account)
    account.events = [{ source: 'orders', at, message: 'Multi-AZ instance failover completed' }]
    account.onLook = (times) => {
      if (times < 2) return
      account.events = [...account.events, { source: 'orders', at, message: 'Multi-AZ instance failover started.' }]
    }
    expect((await databaseFailover.verify(account.reach(), ofInstance)).text).to.match(/started/)
  })

  it('is seen although RDS throttles the look', async () => {
    const account = new FakeAccount()
    const target = await resolved(account)
    account.onLook = (times) => {
      if (times === 1) throw serviceError('Throttling', 400)
      account.databases = [switched(CLUSTER)]
    }
    expect((await databaseFailover.verify(account.reach(), target)).holds).to.equal(true)
  })

  it('leaves nothing to undo once no failover is under way', async () => {
    const account = new FakeAccount()
    const target = await resolved(account)
    await databaseFailover.undo(account.reach(), target)
    expect((await databaseFailover.undone(account.reach(), target)).holds).to.equal(true)
    expect(account.asked).to.deep.equal([])
  })
})
