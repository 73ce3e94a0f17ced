import { expect } from 'chai'
import { databaseWatcher } from '../../../../src/environments/aws/events/databases.ts'
import { CLUSTER, FakeAccount, switched } from '../fake-ports.ts'

describe('what is seen of databases', () => {
  const since = new Date('2026-11-21T10:00:00Z')
  const later = new Date('2026-11-21T10:00:05Z')

  it('is what has changed since the look before: the status, and who writes', async () => {
    const account = new FakeAccount()
    const watcher = databaseWatcher(account.reach(), since)
    expect(await watcher.look()).to.deep.equal([])
    account.databases = [{ ...CLUSTER, status: 'failing-over' }]
    expect((await watcher.look()).map(({ kind }) => kind)).to.deep.equal(['switchover-requested'])
    account.databases = [switched(CLUSTER)]
    const seen = await watcher.look()
    expect(seen.map(({ kind, text }) => `${kind}: ${text}`)).to.deep.equal([
      'promoted: the writer of orders is db-b in eu-west-1b',
      'redundancy-restored: orders is available',
    ])
    expect(await watcher.look()).to.deep.equal([])
  })

  it('is what RDS tells, once, dated by the second, and nothing from before', async () => {
    const account = new FakeAccount()
    account.events = [
      { source: 'orders', at: new Date('2026-11-21T09:59:59Z'), message: 'Completed failover to DB instance: db-a' },
      { source: 'orders', at: later, message: 'Started cross AZ failover to DB instance: db-b' },
      { source: 'db-a', at: later, message: 'something else' },
    ]
    const watcher = databaseWatcher(account.reach(), since)
    const seen = await watcher.look()
    expect(seen.map(({ kind }) => kind)).to.deep.equal(['primary-stopped', 'rds-event'])
    expect(seen[0]?.at).to.deep.equal({ from: later, to: new Date('2026-11-21T10:00:06Z') })
    expect(await watcher.look()).to.deep.equal([])
  })
})
