import { expect } from 'chai'
import { instanceLimit } from '../../../../src/environments/containers/faults/limit.ts'
import { FakeReach, intended } from '../fake-engine.ts'

describe('limits of containers as a fault', () => {
  let reach: FakeReach
  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('web', { 'blackstart.role': 'service' })
    reach.engine.limited.set('web-id', { cpus: 2, memory: 0 })
  })

  const resolved = async (limits: { cpus?: number; memoryMb?: number }) =>
    intended((await instanceLimit.resolve(reach, { kind: 'instance.limit', role: 'service', ...limits }, 0))[0])

  it('give less, and in the end what there was before', async () => {
    const target = await resolved({ cpus: 0.1, memoryMb: 64 })
    await instanceLimit.inject(reach, target)
    expect(reach.engine.limited.get('web-id')).to.deep.equal({ cpus: 0.1, memory: 67_108_864 })
    const proof = await instanceLimit.verify(reach, target)
    expect(proof).to.deep.include({ holds: true })
    expect(proof.text).to.include('0.1 cores and 64 MiB').and.to.include('3 of 10 periods')
    expect((await instanceLimit.undone(reach, target)).holds).to.equal(false)
    await instanceLimit.undo(reach, target)
    expect(reach.engine.limited.get('web-id')).to.deep.equal({ cpus: 2, memory: 0 })
    expect((await instanceLimit.undone(reach, target)).holds).to.equal(true)
  })

  it('leave alone what is not named', async () => {
    const target = await resolved({ memoryMb: 64 })
    reach.engine.limited.set('web-id', { cpus: 1, memory: 0 })
    await instanceLimit.inject(reach, target)
    await instanceLimit.undo(reach, target)
    expect(reach.engine.limited.get('web-id')).to.deep.equal({ cpus: 1, memory: 0 })
  })

  it('are not proven by the word of the engine alone', async function () {
    this.timeout(5_000)
    const target = await resolved({ cpus: 0.1 })
    await instanceLimit.inject(reach, target)
    reach.engine.usage = async () => ({ cpuPeriods: 0, cpuThrottled: 0, memoryLimit: 0 })
    expect((await instanceLimit.verify(reach, target)).holds).to.equal(false)
  })

  it('are undone where the container is gone', async () => {
    const target = await resolved({ cpus: 0.1 })
    await reach.engine.remove('web-id')
    await instanceLimit.undo(reach, target)
    expect((await instanceLimit.undone(reach, target)).holds).to.equal(true)
  })
})
