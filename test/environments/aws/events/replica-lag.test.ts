import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { replicaLagWatcher } from '../../../../src/environments/aws/events/replica-lag.ts'
import { rdsLag } from './rds-lag.ts'
import { CLUSTER, FakeAccount } from '../fake-ports.ts'

/** Long enough ago to be over. */
const MINUTE = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 120_000)
const SINCE = new Date(0)

function away(): FakeAccount {
  const account = new FakeAccount()
  account.databases = [{ ...CLUSTER, members: CLUSTER.members.map((member) => ({ ...member, writer: false })) }]
  account.lag = [rdsLag(MINUTE, 180, 420)]
  return account
}

describe('how far the databases of the other region are behind', () => {
  it('is told by the minute, with the least and the most of it', async () => {
    const [seen, ...others] = await replicaLagWatcher(away().reach(), SINCE).look()
    expect(others).to.deep.equal([])
    expect(seen).to.deep.include({
      kind: 'replica-lag',
      component: 'orders',
      source: 'cloudwatch:AuroraGlobalDBRPOLag',
      figures: { lagFromMs: 180, lagToMs: 420 },
    })
    expect(seen?.at).to.deep.equal({ from: MINUTE, to: new Date(MINUTE.getTime() + 60_000) })
  })

  it('is asked for seldom, told once, and again when CloudWatch has come to know more', async () => {
    const account = away()
    const watcher = replicaLagWatcher(account.reach({ pollMs: 1 }), SINCE)
    const counts = [(await watcher.look()).length, (await watcher.look()).length]
    await sleep(1_050)
    counts.push((await watcher.look()).length)
    account.lag = [rdsLag(MINUTE, 180, 600)]
    await sleep(1_050)
    counts.push((await watcher.look()).length)
    expect(counts).to.deep.equal([1, 0, 0, 1])
  })

  it('is not told of a minute that is not over, nor of who writes', async () => {
    const account = away()
    account.lag = [rdsLag(new Date(Date.now() - 1_000), 1, 1)]
    expect(await replicaLagWatcher(account.reach(), SINCE).look()).to.deep.equal([])
    const writer = away()
    writer.databases = [CLUSTER]
    expect(await replicaLagWatcher(writer.reach(), SINCE).look()).to.deep.equal([])
  })
})
