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

  it('is nothing of databases that are not opted in: RDS tells of everybody', async () => {
    const account = new FakeAccount()
    const message = 'Started cross AZ failover to DB instance: x'
    account.events = [{ source: 'other-teams-db', at: later, message }]
    const watcher = databaseWatcher(account.reach(), since)
    expect(await watcher.look()).to.deep.equal([])
    account.events = [...account.events, { source: 'db-b', at: later, message }]
    expect((await watcher.look()).map(({ component }) => component)).to.deep.equal(['db-b'])
  })

  it('is no failover when RDS is busy with something else, or a look misses the writer', async () => {
    const account = new FakeAccount()
    const watcher = databaseWatcher(account.reach(), since)
    const kinds = async (databases: typeof account.databases): Promise<string[]> => {
      account.databases = databases
      return (await watcher.look()).map(({ kind }) => kind)
    }
    await kinds([CLUSTER])
    expect(await kinds([{ ...CLUSTER, status: 'backing-up' }])).to.deep.equal(['database-status'])
    expect(await kinds([CLUSTER])).to.deep.equal(['database-status'])
    const nobody = CLUSTER.members.map((member) => ({ ...member, writer: false }))
    expect(await kinds([{ ...CLUSTER, members: nobody }])).to.deep.equal([])
    expect(await kinds([CLUSTER])).to.deep.equal([])
    await kinds([{ ...CLUSTER, members: nobody }])
    expect(await kinds([switched(CLUSTER)])).to.deep.equal(['promoted'])
  })

  it('is how far a restore leads, whenever that has moved', async () => {
    const account = new FakeAccount()
    const watcher = databaseWatcher(account.reach(), since)
    const at = new Date(Date.now() - 90_000)
    account.databases = [{ ...CLUSTER, latestRestorableTime: at }]
    const [seen] = await watcher.look()
    expect(seen).to.include({ kind: 'restorable', source: 'rds:LatestRestorableTime' })
    expect(seen?.figures?.['lagFromMs']).to.be.within(90_000, 100_000)
    expect(await watcher.look()).to.deep.equal([])
    account.databases = [{ ...CLUSTER, latestRestorableTime: new Date(at.getTime() + 60_000) }]
    expect((await watcher.look()).map(({ kind }) => kind)).to.deep.equal(['restorable'])
  })

  it('is no redundancy when one writes alone, and is one when those that stood still are back', async () => {
    const account = new FakeAccount()
    const watcher = databaseWatcher(account.reach(), since)
    const kinds = async (group: Partial<typeof CLUSTER>): Promise<string[]> => {
      account.databases = [{ ...CLUSTER, ...group }]
      return (await watcher.look()).map(({ kind }) => kind)
    }
    const alone = CLUSTER.members.slice(0, 1)
    await kinds({ status: 'failing-over', members: alone })
    expect(await kinds({ members: alone })).to.deep.equal(['database-status'])
    expect(await kinds({ status: 'stopped' })).to.deep.equal(['database-status'])
    expect(await kinds({})).to.deep.equal(['redundancy-restored'])
  })
})
