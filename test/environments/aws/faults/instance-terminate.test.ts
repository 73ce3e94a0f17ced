import { expect } from 'chai'
import { instanceTerminate } from '../../../../src/environments/aws/faults/instance-terminate.ts'
import { NoTargetError } from '../../../../src/environments/environment.ts'
import { failure } from '../../../support/aws/failure.ts'
import { FakeAccount, INSTANCE, intended } from '../fake-ports.ts'

const FAULT = { kind: 'instance.terminate', role: 'service' } as const

describe('the termination of an instance on AWS', () => {
  it('is resolved to running instances of a group that bear the tag, in the order of their names', async () => {
    const account = new FakeAccount()
    account.instances = [
      { ...INSTANCE, id: 'i-untagged', name: 'a', tags: {} },
      { ...INSTANCE, id: 'i-stopped', name: 'b', state: 'stopped' },
      { ...INSTANCE, id: 'i-alone', name: 'c', group: undefined } as never,
      ...account.instances,
    ]
    const found = await instanceTerminate.resolve(account.reach(), { ...FAULT, count: 2 }, 0)
    expect(found.map(({ target }) => target.identity['instance'])).to.deep.equal(['i-0a', 'i-0b'])
    expect(await instanceTerminate.resolve(account.reach(), { ...FAULT, count: 3 }, 0)).to.deep.equal([])
  })

  it('says why it takes none of a group that replaces nothing', async () => {
    const account = new FakeAccount()
    account.groups = account.groups.map((group) => ({ ...group, suspended: ['AZRebalance', 'Launch'] }))
    const error = await failure(instanceTerminate.resolve(account.reach(), FAULT, 0))
    expect(error).to.be.instanceOf(NoTargetError)
    expect(error.message).to.match(/'service' would replace nothing, for it has suspended Launch/)
  })

  it('shows the guards its ARN too', async () => {
    const [found] = await instanceTerminate.resolve(new FakeAccount().reach(), FAULT, 0)
    expect(found?.hits.map(({ arn }) => arn)).to.deep.equal([INSTANCE.arn])
  })

  it('keeps to a zone, by its name or its letter', async () => {
    const account = new FakeAccount()
    for (const zone of ['b', 'eu-west-1b']) {
      const found = await instanceTerminate.resolve(account.reach(), { ...FAULT, zone }, 0)
      expect(found.map(({ target }) => target.component)).to.deep.equal(['service/i-0b'])
    }
  })

  it('hits the life that was targeted, and no later one', async () => {
    const account = new FakeAccount()
    const [found] = await instanceTerminate.resolve(account.reach(), FAULT, 0)
    const target = intended(found?.target)
    account.instances = [{ ...INSTANCE, launchedAt: '2026-11-21T11:00:00.000Z' }]
    const error: unknown = await instanceTerminate.inject(account.reach(), target).catch((thrown: unknown) => thrown)
    expect((error as Error).name).to.equal('TargetMovedError')
    account.instances = [INSTANCE]
    await instanceTerminate.inject(account.reach(), target)
    expect(account.asked).to.deep.equal(['terminate i-0a'])
  })

  it('is proven by its state, and undone by looking', async () => {
    const account = new FakeAccount()
    const [found] = await instanceTerminate.resolve(account.reach(), FAULT, 0)
    const target = intended(found?.target)
    account.instances = [{ ...INSTANCE, state: 'shutting-down' }]
    expect((await instanceTerminate.verify(account.reach(), target)).text).to.equal('i-0a is shutting-down')
    expect((await instanceTerminate.undone(account.reach(), target)).text).to.equal(
      'i-0a is shutting-down; 2 of 2 instances of service are in service',
    )
  })
})
