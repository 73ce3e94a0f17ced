import { expect } from 'chai'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import type { Fault } from '../../../../src/model/fault.ts'
import { failure } from '../../../support/aws/failure.ts'
import { DRILLABLE, FakeAccount, intended } from '../fake-ports.ts'

const SHARED = { sharedStore: { bucket: 'b', prefix: 'p/' } }
const FAULT: Fault = { kind: 'dns.failover', healthCheck: 'hc-1' }

describe('a failover of the DNS by a health check', () => {
  const prepared = async (account: FakeAccount) => {
    const plane = awsFaultPlane(account.reach(SHARED))
    const [target] = await plane.resolve(FAULT, 0)
    return { plane, target: intended(target) }
  }

  it('turns the health check around, and back', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    expect(await plane.verify(target)).to.include({
      holds: true,
      text: 'health check hc-1 is inverted, at version 4; shop.example.com. A is 192.0.2.20; detection was not exercised',
    })
    expect((await plane.undone(target)).holds).to.equal(false)
    await plane.undo(target)
    await plane.undo(target)
    expect(account.asked).to.deep.equal(['invert hc-1', 'turn back hc-1'])
    expect((await plane.undone(target)).holds).to.equal(true)
    expect(account.check?.tags, 'the mark is gone, too').to.deep.equal(DRILLABLE)
  })

  it('never turns back what somebody else has turned around: only what it has marked is its own', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    // People fail over in earnest, at the very moment.
    account.check = account.check && { ...account.check, inverted: true, version: 4 }
    const error: unknown = await plane.inject(target).catch((thrown: unknown) => thrown)
    expect((error as Error).name).to.equal('TargetMovedError')
    await plane.undo(target)
    expect([account.asked, account.check?.inverted]).to.deep.equal([[], true])
    const { holds, text } = await plane.undone(target)
    expect([holds, text]).to.deep.equal([
      true,
      'health check hc-1 is inverted, at version 4, and not by this drill: it is left as it is',
    ])
  })

  /** The answer is lost, and the request itself is still on its way. */
  const onItsWay = async (account: FakeAccount) => {
    const { plane, target } = await prepared(account)
    const late: (() => void)[] = []
    const inverting = account.onAct
    account.onAct = (what) => {
      if (!what.startsWith('invert')) return inverting(what)
      late.push(() => {
        if (account.check?.version === 3) account.check = { ...account.check, inverted: true, version: 4 }
      })
      throw new Error('socket hang up')
    }
    await failure(plane.inject(target))
    return { plane, target, arrives: () => late.forEach((one) => one()) }
  }

  it('cannot be inverted by a request that comes after the undo', async () => {
    const account = new FakeAccount()
    const { plane, target, arrives } = await onItsWay(account)
    await plane.undo(target)
    expect((await plane.undone(target)).holds).to.equal(true)
    arrives()
    expect([account.check?.inverted, account.check?.tags]).to.deep.equal([false, DRILLABLE])
  })

  it('keeps its mark where a change of nothing does not count, and turns back what comes late', async () => {
    const account = new FakeAccount()
    account.countsWhatChangesNothing = false
    const { plane, target, arrives } = await onItsWay(account)
    await plane.undo(target)
    expect((await plane.undone(target)).holds).to.equal(true)
    arrives()
    expect((await plane.undone(target)).holds).to.equal(false)
    await plane.undo(target)
    expect((await plane.undone(target)).holds).to.equal(true)
    expect([account.check?.inverted, account.check?.tags]).to.deep.equal([false, DRILLABLE])
  })

  it('takes its mark away when somebody was quicker by a moment', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    account.onAct = () => (account.check = account.check && { ...account.check, inverted: true, version: 4 })
    const error: unknown = await plane.inject(target).catch((thrown: unknown) => thrown)
    expect((error as Error).name).to.equal('HealthCheckVersionMismatch')
    account.onAct = () => {}
    await plane.undo(target)
    expect([account.asked, account.check?.inverted]).to.deep.equal([['invert hc-1'], true])
  })

  for (const [how, failover, inPrivateZone] of [
    ['answers now this, now that', false, false],
    ['stands in a private zone', true, true],
  ] as const) {
    it(`is not proven by a record that ${how}: then an outage has to bear it out`, async () => {
      const account = new FakeAccount()
      account.records = account.records.map((record) => ({ ...record, failover, inPrivateZone }))
      const { plane, target } = await prepared(account)
      expect(target.precondition).to.match(/shop\.example\.com\. A .*: it proves nothing/)
      expect(await plane.verify(target)).to.include({ holds: false })
      await plane.inject(target)
      expect(await plane.verify(target)).to.include({ holds: true, hearsay: true })
    })
  }

  it('reads all records once, and then asks for those that can prove it', async () => {
    const account = new FakeAccount()
    account.failsOver = false
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    expect((await plane.verify(target)).holds).to.equal(false)
    expect(account.recordsRead).to.equal(1)
  })

  it('is turned back by a rescuer who knows the ledger alone', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    await awsFaultPlane(account.reach(SHARED)).undo(target)
    expect([account.asked.at(-1), account.check?.inverted]).to.deep.equal(['turn back hc-1', false])
  })

  it('is left to people where it was changed since, and is inverted: they may have done it in earnest', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    account.check = account.check && { ...account.check, version: 7 }
    await plane.undo(target)
    const { holds, text } = await plane.undone(target)
    expect([holds, account.check?.inverted, text]).to.deep.equal([
      false,
      true,
      'health check hc-1 is inverted, at version 7: it was changed after this drill had made it version 4, and may be ' +
        'inverted on purpose by now. Look who did',
    ])
    account.check = account.check && { ...account.check, inverted: false, version: 8 }
    await plane.undo(target)
    expect([(await plane.undone(target)).holds, account.check?.tags]).to.deep.equal([true, DRILLABLE])
  })

  it('has no target where somebody else has turned it around: it would not be ours to turn back', async () => {
    const account = new FakeAccount()
    account.check = account.check && { ...account.check, inverted: true }
    expect(await awsFaultPlane(account.reach(SHARED)).resolve(FAULT, 0)).to.deep.equal([])
  })

  it('is not proven by its flag: where Route 53 answers as before, nobody was led away', async () => {
    const account = new FakeAccount()
    account.failsOver = false
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    const { holds, text } = await plane.verify(target)
    expect([holds, text]).to.deep.equal([
      false,
      'health check hc-1 is inverted, at version 4, and Route 53 answers as before: shop.example.com. A is 192.0.2.10',
    ])
  })

  it('has no target where no record uses the check', async () => {
    const account = new FakeAccount()
    account.records = []
    const error = await failure(awsFaultPlane(account.reach()).resolve(FAULT, 0))
    expect(`${error.name}: ${error.message}`).to.match(/^NoTargetError: .*no record of Route 53 uses health check hc-1/)
  })

  it('is refused without the opt-in tag', async () => {
    const account = new FakeAccount()
    account.check = account.check && { ...account.check, tags: {} }
    const error: unknown = await awsFaultPlane(account.reach(SHARED))
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
    expect(plane.byHand?.(target)).to.equal(
      'aws route53 update-health-check --health-check-id hc-1 --no-inverted --health-check-version 4',
    )
  })
})
