import { expect } from 'chai'
import { instanceRestart, instanceStop } from '../../../../src/environments/containers/faults/stop.ts'
import { FakeReach, intended } from '../fake-engine.ts'

describe('stop and restart of containers', () => {
  let reach: FakeReach
  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('lb', { 'blackstart.role': 'load-balancer' })
    reach.engine.add('web-a', { 'blackstart.role': 'service', 'blackstart.zone': 'a' })
    reach.engine.add('web-b', { 'blackstart.role': 'service', 'blackstart.zone': 'b' })
  })

  it('mean parts by role, also where a zone is named', async () => {
    const of = async (options: { role: 'service' | 'load-balancer'; zone?: string; count?: number }) =>
      (await instanceStop.resolve(reach, { kind: 'instance.stop', ...options }, 0)).map(({ component }) => component)
    expect(await of({ role: 'load-balancer' })).to.deep.equal(['lb'])
    expect(await of({ role: 'service', zone: 'b' })).to.deep.equal(['web-b'])
    expect(await of({ role: 'service', count: 2 })).to.deep.equal(['web-a', 'web-b'])
  })

  it('stopped by the engine, which no restart policy answers; started in the end, once', async () => {
    const target = intended((await instanceStop.resolve(reach, { kind: 'instance.stop', role: 'load-balancer' }, 0))[0])
    await instanceStop.inject(reach, target)
    expect((await instanceStop.verify(reach, target)).holds).to.equal(true)
    expect((await instanceStop.undone(reach, target)).holds).to.equal(false)
    await instanceStop.undo(reach, target)
    await instanceStop.undo(reach, target)
    expect(reach.engine.calls).to.deep.equal(['stop lb', 'start lb'])
    expect((await instanceStop.undone(reach, target)).holds).to.equal(true)
  })

  it('proven only when the container has ended', async () => {
    const target = intended((await instanceStop.resolve(reach, { kind: 'instance.stop', role: 'service' }, 0))[0])
    expect((await instanceStop.verify(reach, target)).holds).to.equal(false)
  })

  it('a restart is proven by a new life', async () => {
    const fault = { kind: 'instance.restart', role: 'service' } as const
    const target = intended((await instanceRestart.resolve(reach, fault, 0))[0])
    expect((await instanceRestart.verify(reach, target)).holds).to.equal(false)
    await instanceRestart.inject(reach, target)
    expect((await instanceRestart.verify(reach, target)).holds).to.equal(true)
    expect((await instanceRestart.undone(reach, target)).holds).to.equal(true)
  })
})
