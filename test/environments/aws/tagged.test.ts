import { expect } from 'chai'
import { awsFaultPlane } from '../../../src/environments/aws/faults/fault-plane.ts'
import { undoTagged } from '../../../src/environments/aws/tagged.ts'
import { FakeAccount, intended } from './fake-ports.ts'

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

  it('is not looked for in an account that is not on the list', async () => {
    const account = new FakeAccount()
    account.who = { ...account.who, account: '999999999999' }
    const error: unknown = await undoTagged(account.reach(), 'test').catch((thrown: unknown) => thrown)
    expect((error as Error).name).to.equal('RefusedError')
  })
})
