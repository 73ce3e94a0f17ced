import { expect } from 'chai'
import { HandsError } from '../../../../src/environments/containers/engine/hands.ts'
import { networkCut, networkLoss } from '../../../../src/environments/containers/faults/network-drop.ts'
import { networkLatency } from '../../../../src/environments/containers/faults/network-latency.ts'
import { networkBandwidth } from '../../../../src/environments/containers/faults/network-shape.ts'
import { FakeReach, intended } from '../fake-engine.ts'

describe('faults of a container network', () => {
  let reach: FakeReach
  /** Whether rules or a queue of ours are there. */
  let ours: boolean

  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('db', { 'blackstart.role': 'primary' })
    reach.engine.add('web', { 'blackstart.role': 'service' })
    ours = false
    reach.answer = (script) => {
      const done = script.lastIndexOf('/lease')
      const act = done === -1 ? script : script.slice(done)
      if (act.includes('exit 6')) {
        if (ours) throw new HandsError(6, 'its packets are still dropped')
      } else if (/nft -f|qdisc replace/.test(act)) ours = true
      else if (/nft delete|qdisc del dev "/.test(act)) ours = false
      else if (/list table|-s qdisc/.test(act) && !ours) throw new HandsError(1, 'nothing there')
      return ours ? 'counter packets 3 bytes 180 drop\n Sent 90 bytes' : ''
    }
  })

  const cases = {
    cut: async () =>
      [networkCut, (await networkCut.resolve(reach, { kind: 'network.cut', role: 'service' }, 0))[0]] as const,
    loss: async () =>
      [
        networkLoss,
        (await networkLoss.resolve(reach, { kind: 'network.loss', role: 'service', percent: 5 }, 0))[0],
      ] as const,
    latency: async () =>
      [
        networkLatency,
        (await networkLatency.resolve(reach, { kind: 'network.latency', role: 'service', delay: '50ms' }, 0))[0],
      ] as const,
    bandwidth: async () =>
      [
        networkBandwidth,
        (
          await networkBandwidth.resolve(reach, { kind: 'network.bandwidth', role: 'service', kbitPerSecond: 256 }, 0)
        )[0],
      ] as const,
  }

  for (const [name, made] of Object.entries(cases)) {
    it(`${name}: is done, proven and taken back, by whoever has the target`, async () => {
      const [fault, resolved] = await made()
      const target = intended(resolved)
      await fault.inject(reach, target)
      expect(ours).to.equal(true)
      expect((await fault.verify(reach, target)).holds).to.equal(true)
      expect((await fault.undone(reach, target)).holds).to.equal(false)
      await fault.undo(reach, target)
      expect(ours).to.equal(false)
      expect((await fault.undone(reach, target)).holds).to.equal(true)
      await fault.undo(reach, target)
    })

    it(`${name}: writes down how it is undone before it is done`, async () => {
      const [fault, resolved] = await made()
      await fault.inject(reach, intended(resolved))
      const script = reach.scripts.at(-1) ?? ''
      expect(script.indexOf('/undo/1')).to.be.greaterThan(-1)
      expect(script.search(/nft delete|qdisc del dev "/)).to.be.lessThan(script.search(/nft -f|qdisc replace/))
    })

    it(`${name}: is done again to a container that was started again, and is over in one that does not run`, async () => {
      const [fault, resolved] = await made()
      const target = intended(resolved)
      await fault.inject(reach, target)
      await reach.engine.restart('web-id')
      ours = false
      await fault.keep?.(reach, target)
      expect(ours).to.equal(true)
      expect(reach.scripts.at(-1)).to.include(`-t ${reach.engine.get('web').pid} `)
      await reach.engine.stop('web-id')
      await fault.undo(reach, target)
      // Whoever else holds it must not do it again when the container starts.
      expect(reach.scripts.at(-1)).to.include('/over/1')
      expect((await fault.undone(reach, target)).holds).to.equal(true)
    })
  }

  for (const [name, made] of Object.entries(cases)) {
    it(`${name}: is not over because nobody could look`, async () => {
      const [fault, resolved] = await made()
      await fault.inject(reach, intended(resolved))
      reach.answer = () => {
        throw new HandsError(-1, 'the helper container is gone')
      }
      const proof = await fault.undone(reach, intended(resolved))
      expect(proof).to.deep.include({ holds: false, text: 'the helper container is gone' })
    })
  }

  for (const [name, made] of Object.entries(cases)) {
    it(`${name}: was held while it is there, and not where it is gone or nobody can look`, async () => {
      const [fault, resolved] = await made()
      const target = intended(resolved)
      await fault.inject(reach, target)
      expect(await fault.held?.(reach, target)).to.deep.include({ holds: true })
      await reach.engine.pause('web-id')
      expect(await fault.held?.(reach, target)).to.deep.include({ holds: true })
      ours = false
      expect(await fault.held?.(reach, target)).to.deep.include({ holds: false, text: 'nothing there' })
      await reach.engine.remove('web-id')
      expect(await fault.held?.(reach, target)).to.deep.include({ holds: true })
    })
  }

  it('are proven as soon as something went through the queue, and not before', async () => {
    const [fault, resolved] = await cases.bandwidth()
    const target = intended(resolved)
    await fault.inject(reach, target)
    let looks = 0
    reach.answer = () => `qdisc tbf b1ac: dev eth0\n Sent ${(looks += 1) < 3 ? 0 : 90} bytes`
    expect(await fault.verify(reach, target)).to.deep.include({ holds: true })
    expect(looks).to.equal(3)
  })

  it('of a few packets in a hundred are waited for longer', async function () {
    this.timeout(15_000)
    const [fault, resolved] = await cases.loss()
    const target = intended(resolved)
    await fault.inject(reach, target)
    let looks = 0
    // More looks than there are in the time that is enough where all packets are dropped.
    reach.answer = () => `counter packets ${(looks += 1) < 50 ? 0 : 1} bytes 60 drop`
    expect(await fault.verify(reach, target)).to.deep.include({ holds: true })
  })

  it('mean one peer only, by its addresses', async () => {
    const fault = { kind: 'network.cut', role: 'service', direction: 'in', peer: 'primary' } as const
    const target = intended((await networkCut.resolve(reach, fault, 0))[0])
    await networkCut.inject(reach, target)
    const [address] = (await reach.stack.containers())[0]?.addresses ?? []
    expect(reach.scripts.at(-1)).to.include(`ip saddr { ${address} } counter drop`).and.not.to.include('hook output')
  })
})
