import { expect } from 'chai'
import { Keeper } from '../../../../src/environments/containers/faults/keeper.ts'
import type { IntendedInjection } from '../../../../src/model/fault.ts'
import { FakeReach } from '../fake-engine.ts'

const target = (injectionId: number): IntendedInjection => ({ injectionId }) as IntendedInjection
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('faults that a restart would end', () => {
  let reach: FakeReach
  let again: number[]
  let keeper: Keeper
  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('web', {})
    again = []
    keeper = new Keeper(reach.stack, async ({ injectionId }) => void again.push(injectionId))
  })

  it('are done again when a container starts, each as long as it is held', async () => {
    await keeper.hold(target(1))
    await keeper.hold(target(2))
    await reach.engine.restart('web-id')
    await turn()
    expect(again).to.deep.equal([1, 2])
    await keeper.release(target(1), async () => {})
    await reach.engine.restart('web-id')
    await turn()
    expect(again).to.deep.equal([1, 2, 2])
  })

  it('are not done again beside their undo, nor after it', async () => {
    const order: string[] = []
    keeper = new Keeper(reach.stack, async () => {
      order.push('again')
      await turn()
      order.push('was done again')
    })
    await keeper.hold(target(1))
    await reach.engine.restart('web-id')
    const released = keeper.release(target(1), async () => void order.push('undone'))
    await reach.engine.restart('web-id')
    await released
    expect(order).to.deep.equal(['again', 'was done again', 'undone'])
    expect(reach.engine.watching.size).to.equal(0)
  })

  it('end with their undo, even where that fails', async () => {
    await keeper.hold(target(1))
    const failed = await keeper.release(target(1), () => Promise.reject(new Error('no'))).catch(String)
    expect(failed).to.equal('Error: no')
    expect(reach.engine.watching.size).to.equal(0)
  })

  it('are watched anew, and done again, when the engine ends the watching by itself', async () => {
    await keeper.hold(target(1))
    const [lost] = reach.engine.losing
    reach.engine.watching.clear()
    reach.engine.losing.clear()
    lost?.()
    await turn()
    expect(again).to.deep.equal([1])
    await reach.engine.restart('web-id')
    await turn()
    expect(again).to.deep.equal([1, 1])
    await keeper.drop(target(1))
    expect(reach.engine.watching.size).to.equal(0)
  })

  it('that cannot be watched are not held; the next one asks again', async () => {
    const watch = reach.engine.watchStarts.bind(reach.engine)
    reach.engine.watchStarts = () => Promise.reject(new Error('no events'))
    expect(String(await keeper.hold(target(1)).catch((thrown: unknown) => thrown))).to.include('no events')
    reach.engine.watchStarts = watch
    await keeper.hold(target(2))
    await reach.engine.restart('web-id')
    await turn()
    expect(again).to.deep.equal([2])
  })
})
