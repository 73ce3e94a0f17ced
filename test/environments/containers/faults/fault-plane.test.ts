import { expect } from 'chai'
import { HandsError } from '../../../../src/environments/containers/engine/hands.ts'
import { containerFaultPlane } from '../../../../src/environments/containers/faults/fault-plane.ts'
import type { FaultPlane } from '../../../../src/environments/environment.ts'
import type { Fault, IntendedInjection } from '../../../../src/model/fault.ts'
import { waitFor } from '../../../../src/system/wait.ts'
import { FakeReach, intended } from '../fake-engine.ts'

describe('fault plane of containers', () => {
  let reach: FakeReach
  let plane: FaultPlane
  /** Whether the rules are there, and whether the helper can do anything. */
  let cut: boolean
  let broken: boolean

  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('web', { 'blackstart.role': 'service' })
    plane = containerFaultPlane(reach)
    cut = broken = false
    reach.answer = (script) => {
      if (broken) throw new HandsError(-1, 'the helper container is gone')
      if (script.includes('nft -f')) cut = true
      else if (script.includes('nft delete')) cut = false
      else if (!cut) throw new HandsError(1, 'no such table')
      return ''
    }
  })

  const injected = async (fault: Fault): Promise<IntendedInjection> => {
    const target = intended((await plane.resolve(fault, 0))[0])
    await plane.inject(target)
    return target
  }

  it('proves at the end that a fault was held, and says when it was not', async () => {
    const target = await injected({ kind: 'network.cut', role: 'service' })
    expect(await plane.held?.(target)).to.deep.include({ holds: true })
    cut = false
    expect(await plane.held?.(target)).to.deep.include({ holds: false, text: 'no such table' })
  })

  it('holds what a restart in the last moment has ended', async () => {
    const target = await injected({ kind: 'network.cut', role: 'service' })
    cut = false
    await reach.engine.restart('web-id')
    expect(await plane.held?.(target)).to.deep.include({ holds: true })
  })

  it('has nothing to hold of a fault that is over with itself', async () => {
    const target = await injected({ kind: 'instance.restart', role: 'service' })
    expect(await plane.held?.(target)).to.equal(undefined)
  })

  describe('of a fault that ends in time', () => {
    const short: Fault = { kind: 'network.cut', role: 'service', for: '30ms' }

    it('keeps what was seen when its time was over', async () => {
      const target = await injected(short)
      await waitFor('its end', () => !cut, { timeoutMs: 5_000 })
      expect(await plane.held?.(target)).to.deep.include({ holds: true })
    })

    it('says that it did not end when it was to', async function () {
      this.timeout(10_000)
      const target = await injected(short)
      broken = true
      const seen = await waitFor(
        'its time to be over',
        async () => {
          const now = await plane.held?.(target)
          return now?.text.includes('it was to end after 30ms, and could not be undone') === true && now
        },
        { timeoutMs: 5_000 },
      )
      expect(seen.holds).to.equal(false)
    })
  })
})
