import { expect } from 'chai'
import { RefusedError } from '../../../../src/environments/environment.ts'
import { askOnce } from '../../../../src/environments/aws/faults/ask-once.ts'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import { failure } from '../../../support/aws/failure.ts'
import { FakeAccount, intended } from '../fake-ports.ts'

describe('what may be asked once only', () => {
  it('is not asked when it may not be done any more, and is not looked for either', async () => {
    const looked: string[] = []
    const reach = {
      ...new FakeAccount().reach(),
      beforeDamage: () => Promise.reject(new RefusedError(['the account was taken over'])),
    }
    const error = await failure(
      askOnce(
        reach,
        async () => void looked.push('asked'),
        async () => looked.push('begun') > 0,
      ),
    )
    expect([error.message, looked]).to.deep.equal(['the account was taken over', []])
  })

  it('is the real experiment, however long its preview has taken', async () => {
    const account = new FakeAccount()
    const previewed = (): boolean => account.fis.asked.some((what) => what.includes('skip-all'))
    const plane = awsFaultPlane({
      ...account.reach({ fisRole: 'arn:aws:iam::111122223333:role/fis', via: 'fis' }),
      beforeDamage: async () => {
        if (previewed()) throw new RefusedError(['the account was taken over'])
      },
    })
    const [target] = await plane.resolve({ kind: 'database.failover', role: 'primary' } as never, 0)
    const error = await failure(plane.inject(intended(target)))
    expect([error.message, previewed()]).to.deep.equal(['the account was taken over', true])
    expect(account.fis.asked.join(', ')).not.to.include('run-all')
  })
})
