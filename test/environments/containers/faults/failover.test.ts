import { expect } from 'chai'
import { databaseFailover } from '../../../../src/environments/containers/faults/failover.ts'
import { FakeReach, intended } from '../fake-engine.ts'

describe('a switchover that is asked for', () => {
  let reach: FakeReach
  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('db-a', { 'blackstart.role': 'primary' })
  })

  const resolve = () => databaseFailover.resolve(reach, { kind: 'database.failover' }, 0)
  const thrown = (promise: Promise<unknown>) => promise.then(() => 'nothing', String)

  it('is asked for by the command that the stack names', async () => {
    reach.engine.add('manager', { 'blackstart.switchover': 'switch now' })
    const target = intended((await resolve())[0])
    await databaseFailover.inject(reach, target)
    expect(reach.engine.calls).to.deep.equal(["exec 'switch now' in manager"])
  })

  it('fails with the words of whoever refuses it', async () => {
    reach.engine.add('manager', { 'blackstart.switchover': 'switch now' })
    reach.engine.answerTo = () => ({ code: 1, output: 'there is no standby' })
    const target = intended((await resolve())[0])
    expect(await thrown(databaseFailover.inject(reach, target))).to.include(
      "'manager' refused the switchover (1): there is no standby",
    )
  })

  it('is refused where nobody can be asked', async () => {
    expect(await thrown(resolve())).to.include('no container has the label blackstart.switchover')
  })
})
