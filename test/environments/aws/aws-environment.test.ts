import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { AwsEnvironment } from '../../../src/environments/aws/aws-environment.ts'
import { holdAccount } from '../../../src/environments/aws/shared/hold.ts'
import { SharedStore } from '../../../src/environments/aws/shared/shared-store.ts'
import { shapeBefore } from '../../../src/environments/aws/redundancy.ts'
import { failure } from '../../support/aws/failure.ts'
import { FakeAccount, intended } from './fake-ports.ts'

describe('an account with a shared store', () => {
  const opened = async (account: FakeAccount, beatsEveryMs: number) => {
    const reach = account.reach({ sharedStore: { bucket: 'b', prefix: 'p/' } })
    const store = new SharedStore(account.store, 'p/')
    const hold = await holdAccount(store, 'test', beatsEveryMs)
    const environment = new AwsEnvironment({
      recordFolder: '/records/drill-1',
      handle: { environment: 'aws', bootId: 'boot', data: { drillId: 'test' } },
      reach,
      caller: account.who,
      instrument: { streams: [], canary: undefined },
      shape: await shapeBefore(reach),
      proberStandsIn: undefined,
      shared: { store, hold },
    })
    return { environment }
  }

  it('ends the drill of which the lock was taken away, and lets it do no damage any more', async () => {
    const account = new FakeAccount()
    const { environment } = await opened(account, 20)
    try {
      const [target] = await environment.faults.resolve({ kind: 'dns.failover', healthCheck: 'hc-1' }, 0)
      account.store.put('p/lock.json', JSON.stringify({ drillId: 'drill-2', host: 'other', beat: 0 }))
      expect((await failure(environment.faults.inject(intended(target)))).message).to.match(/was taken over/)
      expect(account.asked).to.deep.equal([])
      expect(await Promise.race([environment.died, sleep(2_000, 'it went on')])).to.match(/was taken over/)
    } finally {
      await environment.close()
    }
  })

  it('proves the lock once more right before the damage', async () => {
    const account = new FakeAccount()
    const { environment } = await opened(account, 60_000)
    try {
      const [target] = await environment.faults.resolve({ kind: 'dns.failover', healthCheck: 'hc-1' }, 0)
      let writes = 0
      account.store.onWrite = () => void (writes += 1)
      // The intent, its proof, and the proof before the inversion.
      account.onAct = (what) => {
        if (what === 'invert hc-1') expect(writes).to.equal(3)
      }
      await environment.faults.inject(intended(target))
      expect(account.asked).to.deep.equal(['invert hc-1'])
    } finally {
      await environment.close()
    }
  })
})
