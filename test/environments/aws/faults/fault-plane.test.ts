import { expect } from 'chai'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import { TargetMovedError } from '../../../../src/environments/environment.ts'
import type { Fault, IntendedInjection } from '../../../../src/model/fault.ts'
import { failure } from '../../../support/aws/failure.ts'
import { FakeAccount, intended } from '../fake-ports.ts'

const ISOLATE: Fault = { kind: 'zone.isolate', of: 'primary' }
const INVERT: Fault = { kind: 'dns.failover', healthCheck: 'hc-1' }
const FIS_ROLE = 'arn:aws:iam::111122223333:role/fis'
const STORE = { bucket: 'b', prefix: 'p/' }

const message = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => 'done',
    (error: unknown) => (error as Error).message,
  )

describe('the faults of AWS', () => {
  let target: IntendedInjection

  beforeEach(async () => {
    const plane = awsFaultPlane(new FakeAccount().reach({ fisRole: FIS_ROLE }))
    target = intended((await plane.resolve(ISOLATE, 0))[0])
  })

  it('say where they are: with the target it is in the ledger', () => {
    expect(target.identity).to.include({ account: '111122223333', region: 'eu-west-1' })
  })

  it('are not looked for in another account: nothing found there is no proof that nothing is left', async () => {
    const other = new FakeAccount()
    other.who = { account: '444455556666', arn: 'arn:aws:iam::444455556666:user/drill', temporary: false }
    const plane = awsFaultPlane(other.reach({ fisRole: FIS_ROLE, accounts: ['111122223333', '444455556666'] }))
    for (const work of [plane.undo(target), plane.undone(target)]) {
      expect(await message(work)).to.match(
        /is in account 111122223333, region eu-west-1, and this is account 444455556666, region eu-west-1: sign in there/,
      )
    }
  })

  it('are not looked for in another region', async () => {
    const plane = awsFaultPlane(new FakeAccount().reach({ fisRole: FIS_ROLE, region: 'eu-central-1' }))
    expect(await message(plane.undone(target))).to.match(/and this is account 111122223333, region eu-central-1/)
  })

  it('that last until they are undone are refused where one machine alone would know of them', async () => {
    const account = new FakeAccount()
    expect(await message(awsFaultPlane(account.reach()).resolve(INVERT, 0))).to.match(
      /dns\.failover on health-check-hc-1 lasts until it is undone.*environments\.aws\.sharedStore/,
    )
    expect(await awsFaultPlane(account.reach({ sharedStore: STORE })).resolve(INVERT, 0)).to.have.length(1)
  })

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
