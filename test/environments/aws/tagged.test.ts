import { expect } from 'chai'
import { awsFaultPlane } from '../../../src/environments/aws/faults/fault-plane.ts'
import { undoTagged } from '../../../src/environments/aws/tagged.ts'
import { FakeAccount, INSTANCE, intended } from './fake-ports.ts'

describe('what bears the tag of a drill', () => {
  it('is ended, and nothing of another drill', async () => {
    const account = new FakeAccount()
    const reach = account.reach({ fisRole: 'arn:aws:iam::111122223333:role/fis' })
    const plane = awsFaultPlane(reach)
    await plane.inject(intended((await plane.resolve({ kind: 'zone.isolate', of: 'primary' }, 0))[0]))
    expect(await undoTagged(reach, 'another')).to.deep.equal([])
    expect(await undoTagged(reach, 'test')).to.deep.equal(['experiment EXP2', 'experiment template EXT1'])
    expect(await undoTagged(reach, 'test')).to.deep.equal([])
  })

  it('is ended with what it has stopped: its instances run again', async () => {
    const account = new FakeAccount()
    const reach = account.reach({ fisRole: 'arn:aws:iam::111122223333:role/fis' })
    const plane = awsFaultPlane(reach)
    await plane.inject(intended((await plane.resolve({ kind: 'zone.lose', of: 'primary' }, 0))[0]))
    account.instances = account.instances.map((one) => ({ ...one, state: 'stopped' }))
    account.groups = account.groups.map((group) => ({ ...group, inService: [] }))
    account.onAct = () => (account.instances = [INSTANCE])
    expect(await undoTagged(reach, 'test')).to.deep.equal([
      'experiment EXP2',
      'stopped instance i-0a (stopped)',
      'experiment template EXT1',
    ])
    expect(account.asked).to.deep.equal(['start i-0a'])
  })

  it('is not said to be ended while an experiment runs on; everything else is ended all the same', async () => {
    const account = new FakeAccount()
    const reach = { ...account.reach({ fisRole: 'arn:aws:iam::111122223333:role/fis' }), stopsWithinMs: 20 }
    const plane = awsFaultPlane(reach)
    const target = intended((await plane.resolve({ kind: 'zone.isolate', of: 'primary' }, 0))[0])
    await plane.inject(target)
    await plane.inject({ ...target, injectionId: 2 })
    account.fis.unstoppable.add('EXP2')
    const error: unknown = await undoTagged(reach, 'test').catch((thrown: unknown) => thrown)
    expect((error as Error).message).to.match(/^EXP2 is running \(.*it does not let itself be stopped\)$/)
    expect(account.fis.asked.slice(-4)).to.deep.equal(['stop EXP2', 'stop EXP4', 'delete EXT1', 'delete EXT2'])
  })

  it('is not looked for in an account that is not on the list', async () => {
    const account = new FakeAccount()
    account.who = { ...account.who, account: '999999999999' }
    const error: unknown = await undoTagged(account.reach(), 'test').catch((thrown: unknown) => thrown)
    expect((error as Error).name).to.equal('RefusedError')
  })
})
