import { expect } from 'chai'
import { answerWatcher } from '../../../../src/environments/aws/events/answers.ts'
import { FakeAccount } from '../fake-ports.ts'

describe('the answer of Route 53', () => {
  it('is told when it changes, from what to what, and not at first', async () => {
    const account = new FakeAccount()
    const watcher = answerWatcher(account.reach(), { hostedZone: 'Z1', name: 'shop.example.com' })
    const texts = async (): Promise<string[]> => (await watcher.look()).map(({ kind, text }) => `${kind}: ${text}`)
    expect(await texts()).to.deep.equal([])
    if (account.check !== undefined) account.check = { ...account.check, inverted: true }
    expect(await texts()).to.deep.equal(['answer-changed: shop.example.com A: 192.0.2.10 → 192.0.2.20'])
    expect(await texts()).to.deep.equal([])
  })
})
