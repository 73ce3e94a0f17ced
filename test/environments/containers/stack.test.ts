import { expect } from 'chai'
import { Stack } from '../../../src/environments/containers/stack.ts'
import { FakeEngine } from './fake-engine.ts'

describe('containers of a stack', () => {
  let engine: FakeEngine
  let stack: Stack
  /** Identities that were inspected. */
  let inspected: string[]
  beforeEach(() => {
    engine = new FakeEngine()
    for (const service of ['db', 'web', 'proxy']) engine.add(service, {})
    inspected = []
    const inspect = engine.inspect.bind(engine)
    engine.inspect = (id) => {
      inspected.push(id)
      return inspect(id)
    }
    stack = new Stack(engine, 'p')
  })

  it('are in the order of their names', async () => {
    expect((await stack.containers()).map(({ component }) => component)).to.deep.equal(['db', 'proxy', 'web'])
  })

  it('are asked for one without a look at the others: who waits for one asks many times a second', async () => {
    expect(await stack.container('web-id')).to.deep.include({ component: 'web', state: 'running' })
    expect(inspected).to.deep.equal(['web-id'])
    await engine.remove('web-id')
    expect(await stack.container('web-id')).to.equal(undefined)
  })

  it('have the addresses of IPv6, too, where there are some', async () => {
    const inspect = engine.inspect.bind(engine)
    engine.inspect = async (id) => {
      const seen = await inspect(id)
      const both = { IPAddress: '10.0.0.2', GlobalIPv6Address: 'fd00::2', Gateway: '10.0.0.1', IPv6Gateway: '' }
      return seen && ({ ...seen, NetworkSettings: { ...seen.NetworkSettings, Networks: { default: both } } } as never)
    }
    const web = await stack.container('web-id')
    expect(web?.addresses).to.deep.equal(['10.0.0.2', 'fd00::2'])
    expect(web?.gateways).to.deep.equal(['10.0.0.1'])
  })

  it('say what they are by SQL while they run only', async () => {
    stack = new Stack(engine, 'p', async () => ({ role: 'primary' }))
    const [db] = await stack.containers()
    if (db === undefined) throw new Error('there is none')
    expect(await stack.lineage(db)).to.deep.equal({ role: 'primary' })
    expect(await stack.lineage({ ...db, state: 'paused' })).to.equal(undefined)
  })
})
