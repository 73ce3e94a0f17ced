import { expect } from 'chai'
import { HandsError } from '../../../../src/environments/containers/engine/hands.ts'
import { CAN_RELAY } from '../../../../src/environments/containers/engine/relay-scripts.ts'
import { CAN_DELAY } from '../../../../src/environments/containers/engine/shape-scripts.ts'
import { CannotDelayError, networkLatency } from '../../../../src/environments/containers/faults/network-latency.ts'
import type { NetworkLatency } from '../../../../src/model/part-fault.ts'
import { FakeReach, intended } from '../fake-engine.ts'

const FAULT = { kind: 'network.latency', role: 'service', delay: '200ms' } as const satisfies NetworkLatency

describe('latency where the kernel has no netem', () => {
  let reach: FakeReach
  let held: boolean
  /** What two connections take, the second one past the relay. */
  let times: string

  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('db', { 'blackstart.role': 'primary' })
    reach.engine.add('web', { 'blackstart.role': 'service' })
    held = false
    times = '200.7 0.2'
    reach.answer = (script) => {
      if (script === CAN_DELAY) throw new HandsError(2, 'Error: Specified qdisc kind is unknown.')
      if (script === CAN_RELAY) return ''
      if (script.includes('blackstart-relay hold')) held = true
      else if (script.includes('/over/1')) held = false
      else if (script.includes('blackstart-relay time')) return times
      else if (script.includes('not handed over any more') && !held) throw new HandsError(1, 'not handed over any more')
      else if (script.includes('still handed over') && held) throw new HandsError(6, 'still handed over')
      return ''
    }
  })

  const resolved = async (fault: NetworkLatency = FAULT) => intended((await networkLatency.resolve(reach, fault, 0))[0])
  const thrown = (fault: NetworkLatency = FAULT): Promise<unknown> =>
    networkLatency.resolve(reach, fault, 0).catch((error: unknown) => error)

  it('is by a relay, held until it is taken back by whoever has the target', async () => {
    // As from a ledger on disk: that it is a relay must stand there.
    const target = JSON.parse(JSON.stringify(await resolved())) as Awaited<ReturnType<typeof resolved>>
    await networkLatency.inject(reach, target)
    expect(reach.scripts.at(-1)).to.include(' blackstart-relay hold 200 ')
    expect(await networkLatency.held?.(reach, target)).to.deep.include({ holds: true })
    expect(await networkLatency.undone(reach, target)).to.deep.include({ holds: false, text: 'still handed over' })
    await networkLatency.undo(reach, target)
    expect(await networkLatency.undone(reach, target)).to.deep.include({ holds: true })
    expect(await networkLatency.held?.(reach, target)).to.deep.include({ holds: false })
  })

  it('is undone by what was written down before the relay began', async () => {
    await networkLatency.inject(reach, await resolved())
    const script = reach.scripts.at(-1) ?? ''
    const written = script.slice(script.indexOf('/undo/1'), script.indexOf('\nUNDO\n'))
    expect(written).to.include('nft delete table inet blackstart_1').and.not.to.include('blackstart-relay hold')
    expect(script.indexOf('blackstart-relay hold')).to.be.greaterThan(script.indexOf('\nUNDO\n'))
  })

  it('is done again in a container that was started again', async () => {
    const target = await resolved()
    await networkLatency.inject(reach, target)
    await reach.engine.restart('web-id')
    await networkLatency.keep?.(reach, target)
    expect(reach.scripts.at(-1)).to.include(`hold 200 ${reach.engine.get('web').pid} `)
  })

  it('is proven by a connection that takes so long, beside one that does not', async () => {
    const target = await resolved()
    await networkLatency.inject(reach, target)
    const proof = await networkLatency.verify(reach, target)
    expect(proof.holds).to.equal(true)
    expect(proof.text).to.include('held for 200 ms by a relay, for the kernel has no netem')
    expect(proof.text).to.include('a connection takes it 200.7 ms, and 0.2 ms past the relay')
    const [address = ''] = (await reach.stack.containers()).find(({ component }) => component === 'db')?.addresses ?? []
    expect(reach.scripts.at(-1)).to.match(new RegExp(`time 200 10\\.0\\.0\\.1 ${address}$`))
  })

  for (const [said, what] of [
    ['199.9 0.2', 'comes too early'],
    ['200.7 180.1', 'would have taken as long without it'],
    ['', 'said nothing of'],
  ] as const) {
    it(`is not proven by a connection that ${what}`, async () => {
      const target = await resolved()
      await networkLatency.inject(reach, target)
      times = said
      expect((await networkLatency.verify(reach, target)).holds).to.equal(false)
    })
  }

  it('is not proven where nobody answers', async () => {
    const target = await resolved()
    reach.answer = () => {
      throw new HandsError(1, 'none of [10.0.0.1] answers')
    }
    expect(await networkLatency.verify(reach, target)).to.deep.include({
      holds: false,
      text: 'none of [10.0.0.1] answers',
    })
  })

  it('is refused where there is no relay either, and says what else there is', async () => {
    reach.answer = (script) => {
      throw new HandsError(127, script === CAN_DELAY ? 'qdisc kind is unknown' : 'blackstart-relay: not found')
    }
    const error = await thrown()
    expect(error).to.be.instanceOf(CannotDelayError)
    for (const said of ['qdisc kind is unknown', 'blackstart-relay: not found', 'docker build', 'network.bandwidth']) {
      expect(String(error)).to.include(said)
    }
  })

  it('is refused where it is longer than a relay holds packets', async () => {
    expect(String(await thrown({ ...FAULT, delay: '6s' }))).to.include('5000 ms at most')
    expect((await networkLatency.resolve(reach, { ...FAULT, delay: '5s' }, 0)).length).to.equal(1)
  })

  it('is the kernel’s own where it can, however long', async () => {
    reach.answer = () => ''
    const target = await resolved({ ...FAULT, delay: '6s' })
    await networkLatency.inject(reach, target)
    expect(reach.scripts.at(-1)).to.include('netem delay 6000ms').and.not.to.include('blackstart-relay')
  })

  it('is not decided by a helper that is gone', async () => {
    reach.answer = () => {
      throw new Error('the engine is gone')
    }
    expect(String(await thrown())).to.equal('Error: the engine is gone')
  })
})
