import { expect } from 'chai'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import type { Fault } from '../../../../src/model/fault.ts'
import { FakeAccount, intended } from '../fake-ports.ts'

const FAULT: Fault = { kind: 'dns.failover', healthCheck: 'hc-1' }

describe('a failover of the DNS by a health check', () => {
  const prepared = async (account: FakeAccount) => {
    const plane = awsFaultPlane(account.reach())
    const [target] = await plane.resolve(FAULT, 0)
    return { plane, target: intended(target) }
  }

  it('turns the health check around, and back', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    expect(await plane.verify(target)).to.include({
      holds: true,
      text: 'health check hc-1 is inverted, at version 4; detection was not exercised',
    })
    expect((await plane.undone(target)).holds).to.equal(false)
    await plane.undo(target)
    await plane.undo(target)
    expect(account.asked).to.deep.equal(['invert hc-1', 'turn back hc-1'])
    expect((await plane.undone(target)).holds).to.equal(true)
  })

  it('has no target where somebody else has turned it around: it would not be ours to turn back', async () => {
    const account = new FakeAccount()
    account.check = account.check && { ...account.check, inverted: true }
    expect(await awsFaultPlane(account.reach()).resolve(FAULT, 0)).to.deep.equal([])
  })

  it('is refused without the opt-in tag', async () => {
    const account = new FakeAccount()
    account.check = account.check && { ...account.check, tags: {} }
    const error: unknown = await awsFaultPlane(account.reach())
      .resolve(FAULT, 0)
      .catch((thrown: unknown) => thrown)
    expect((error as Error).message).to.match(/hc-1 does not bear the opt-in tag/)
  })

  it('does nothing when the health check was changed meanwhile', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    account.check = account.check && { ...account.check, version: 9 }
    const error: unknown = await plane.inject(target).catch((thrown: unknown) => thrown)
    expect((error as Error).name).to.equal('TargetMovedError')
    expect(account.asked).to.deep.equal([])
  })

  it('is turned back by hand with one line', async () => {
    const { plane, target } = await prepared(new FakeAccount())
    expect(plane.byHand?.(target)).to.equal('aws route53 update-health-check --health-check-id hc-1 --no-inverted')
  })
})
