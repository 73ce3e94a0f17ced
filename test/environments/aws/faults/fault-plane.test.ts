import { expect } from 'chai'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import { TargetMovedError } from '../../../../src/environments/environment.ts'
import { failure } from '../../../support/aws/failure.ts'
import { FakeAccount, intended } from '../fake-ports.ts'

describe('the faults of AWS', () => {
  it('are not done when an alarm is raised, or the safety lever engaged, since the guards were asked', async () => {
    const worse: [(account: FakeAccount) => void, RegExp][] = [
      [(account) => (account.alarms = account.alarms.map((alarm) => ({ ...alarm, state: 'ALARM' }))), /is in ALARM/],
      [(account) => (account.fis.lever = 'engaged'), /safety lever of the account is engaged/],
    ]
    for (const [happens, text] of worse) {
      const account = new FakeAccount()
      const plane = awsFaultPlane(account.reach())
      const target = intended((await plane.resolve({ kind: 'instance.terminate', role: 'service' }, 0))[0])
      happens(account)
      const error = await failure(plane.inject(target))
      expect(error).to.be.instanceOf(TargetMovedError)
      expect(error.message).to.match(text)
      expect(account.asked).to.deep.equal([])
    }
  })
})
