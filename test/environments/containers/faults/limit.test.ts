import { expect } from 'chai'
import { instanceLimit } from '../../../../src/environments/containers/faults/limit.ts'
import { FakeReach, intended } from '../fake-engine.ts'

const UNLIMITED = { cpus: 2, memory: 0, memorySwap: 0, unit: 'quota' } as const

describe('limits of containers as a fault', () => {
  let reach: FakeReach
  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('web', { 'blackstart.role': 'service' })
    reach.engine.limited.set('web-id', UNLIMITED)
  })

  const resolved = async (limits: { cpus?: number; memoryMb?: number }) =>
    intended((await instanceLimit.resolve(reach, { kind: 'instance.limit', role: 'service', ...limits }, 0))[0])

  it('give less, and in the end what there was before', async () => {
    const target = await resolved({ cpus: 0.1, memoryMb: 64 })
    await instanceLimit.inject(reach, target)
    expect(reach.engine.limited.get('web-id')).to.deep.include({
      cpus: 0.1,
      memory: 67_108_864,
      memorySwap: 67_108_864,
    })
    const proof = await instanceLimit.verify(reach, target)
    expect(proof).to.deep.include({ holds: true })
    expect(proof.text).to.include('0.1 cores and 64 MiB').and.to.include('3 of 10 periods')
    expect((await instanceLimit.held?.(reach, target))?.holds).to.equal(true)
    expect((await instanceLimit.undone(reach, target)).holds).to.equal(false)
    await instanceLimit.undo(reach, target)
    expect((await instanceLimit.held?.(reach, target))?.holds).to.equal(false)
    expect(reach.engine.limited.get('web-id')).to.deep.equal(UNLIMITED)
    expect((await instanceLimit.undone(reach, target)).holds).to.equal(true)
  })

  it('leave alone what is not named', async () => {
    const target = await resolved({ memoryMb: 64 })
    reach.engine.limited.set('web-id', { ...UNLIMITED, cpus: 1 })
    await instanceLimit.inject(reach, target)
    await instanceLimit.undo(reach, target)
    expect(reach.engine.limited.get('web-id')).to.deep.equal({ ...UNLIMITED, cpus: 1 })
  })

  it('are not proven by the word of the engine alone, nor by what an earlier limit was counted for', async function () {
    this.timeout(5_000)
    const target = await resolved({ cpus: 0.1 })
    await instanceLimit.inject(reach, target)
    reach.engine.usage = async () => ({ cpuPeriods: 50, cpuThrottled: 20, memoryLimit: 0 })
    expect((await instanceLimit.verify(reach, target)).holds).to.equal(false)
  })

  it('are proven where the engine keeps no account of swap', async () => {
    const target = await resolved({ memoryMb: 64 })
    reach.engine.limited.set('web-id', { ...UNLIMITED, memory: 67_108_864 })
    expect((await instanceLimit.verify(reach, target)).holds).to.equal(true)
  })

  it('give back the swap, and the cores in the words in which they were given', async () => {
    const had = { cpus: 2, memory: 2 ** 28, memorySwap: 2 ** 29, unit: 'nano' } as const
    reach.engine.limited.set('web-id', had)
    const target = await resolved({ cpus: 0.1, memoryMb: 64 })
    await instanceLimit.inject(reach, target)
    await instanceLimit.undo(reach, target)
    expect(reach.engine.limited.get('web-id')).to.deep.equal(had)
    expect(instanceLimit.byHand(reach, target)).to.equal(
      'docker --host unix:///fake.sock update --cpus 2 --memory 268435456 --memory-swap 536870912 web-id',
    )
  })

  it('are undone where the container is gone', async () => {
    const target = await resolved({ cpus: 0.1 })
    await reach.engine.remove('web-id')
    await instanceLimit.undo(reach, target)
    expect((await instanceLimit.undone(reach, target)).holds).to.equal(true)
  })
})
