import { expect } from 'chai'
import { beginRestore, endRestore, findRestored, restoredId } from '../../../../src/environments/aws/restore/restore.ts'
import { CLUSTER, FakeAccount } from '../fake-ports.ts'

const ID = restoredId('orders', 'drill-1')

describe('a restored copy of a database', () => {
  const errorOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return error === undefined ? 'none' : (error as Error).message
  }

  it('has a name of its drill, bears its tag, and is deleted afterwards', async () => {
    const account = new FakeAccount()
    expect(await beginRestore(account.reach(), 'drill-1', 'latest')).to.equal(ID)
    expect(account.restored?.tags).to.deep.equal({ 'blackstart:drill': 'drill-1' })
    expect((await findRestored(account.reach(), 'drill-1'))?.status).to.equal('creating')
    expect(await endRestore(account.reach(), 'drill-1')).to.equal(ID)
    expect(account.asked).to.deep.equal([`restore ${ID} to the latest`, `delete ${ID}`])
  })

  for (const [whose, tags] of [
    ['of another drill', { 'blackstart:drill': 'drill-2' }],
    ['of nobody', {}],
  ] as const) {
    it(`is not deleted when it is ${whose}, whatever its name`, async () => {
      const account = new FakeAccount()
      account.restored = { id: ID, status: 'available', tags, endpoint: '' }
      expect(await errorOf(endRestore(account.reach(), 'drill-1'))).to.match(/it is not deleted/)
      expect(account.asked).to.deep.equal([])
    })
  }

  it('takes the place of nothing that is there', async () => {
    const account = new FakeAccount()
    account.restored = { id: ID, status: 'available', tags: {}, endpoint: '' }
    expect(await errorOf(beginRestore(account.reach(), 'drill-1', 'latest'))).to.match(/is there already/)
    expect(account.asked).to.deep.equal([])
  })

  it('is of a moment that can be restored', async () => {
    const account = new FakeAccount()
    const latest = new Date('2026-11-21T10:00:00Z')
    account.databases = [{ ...CLUSTER, latestRestorableTime: latest }]
    const later = new Date('2026-11-21T10:01:00Z')
    expect(await errorOf(beginRestore(account.reach(), 'drill-1', { at: later }, 5))).to.match(
      /up to 2026-11-21T10:00:00.000Z/,
    )
    await beginRestore(account.reach(), 'drill-1', { at: latest })
    expect(account.asked).to.deep.equal([`restore ${ID} to 2026-11-21T10:00:00.000Z`])
  })

  it('is of the one database that may be drilled', async () => {
    const account = new FakeAccount()
    account.databases = [CLUSTER, { ...CLUSTER, id: 'other' }]
    expect(await errorOf(beginRestore(account.reach(), 'drill-1', 'latest'))).to.match(/there are: orders, other/)
    account.databases = []
    expect(await errorOf(beginRestore(account.reach(), 'drill-1', 'latest'))).to.match(/there are: none/)
  })

  it('has a name that RDS takes, also of a long one', () => {
    const name = restoredId('a'.repeat(63), 'drill-1')
    expect(name.length).to.be.at.most(63)
    expect(name).to.match(/^a+-drill-[0-9a-f]{10}$/)
  })
})
