import { expect } from 'chai'
import { partsWith } from '../../../../src/environments/containers/faults/parts.ts'
import { NoTargetError } from '../../../../src/environments/environment.ts'
import { FakeReach } from '../fake-engine.ts'

describe('parts of a stack', () => {
  let reach: FakeReach
  beforeEach(() => {
    reach = new FakeReach()
    for (const name of ['web1', 'web2'])
      reach.engine.add(name, { 'blackstart.role': 'service', 'blackstart.zone': 'a' })
  })

  const parts = async (count: number): Promise<unknown> =>
    (await partsWith(reach, { role: 'service', count })).map(({ component }) => component)

  it('are as many as are asked for, in the order of their names', async () => {
    expect(await parts(1)).to.deep.equal(['web1'])
    expect(await parts(2)).to.deep.equal(['web1', 'web2'])
  })

  it('are never fewer: a smaller disaster is another experiment', async () => {
    const error = await parts(3).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(NoTargetError)
    expect(String(error)).to.include('3 with the role service are asked for, and 2 run: web1, web2')
    await reach.engine.pause('web1-id')
    expect(String(await parts(2).catch((thrown: unknown) => thrown))).to.include(
      '2 with the role service are asked for, and 1 run',
    )
  })

  it('are none where none runs: the drill says so', async () => {
    expect(await partsWith(reach, { role: 'load-balancer' })).to.deep.equal([])
  })
})
