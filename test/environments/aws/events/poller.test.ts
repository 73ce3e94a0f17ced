import { expect } from 'chai'
import { FarClocks } from '../../../../src/environments/aws/clients/far-clocks.ts'
import { EventPoller } from '../../../../src/environments/aws/events/poller.ts'
import type { Sighting } from '../../../../src/environments/aws/events/sighting.ts'
import { monotonicNow } from '../../../../src/system/clock.ts'
import { waitFor } from '../../../../src/system/wait.ts'
import { serviceError } from '../fake-ports.ts'

const SEEN: Sighting = { kind: 'promoted', component: 'orders', text: 'db-b writes', source: 'rds:DescribeDBClusters' }

async function polled(looks: readonly (() => readonly Sighting[])[]): Promise<EventPoller> {
  let count = 0
  const poller = new EventPoller(
    [{ name: 'rds', clocks: new FarClocks(), look: async () => looks[count++]?.() ?? [] }],
    1,
  )
  await waitFor('all looks', () => count > looks.length, { timeoutMs: 5_000 })
  await poller.close()
  return poller
}

describe('the polling of a control plane', () => {
  it('dates a change between the look that did not see it and the one that did', async () => {
    const beforeNs = BigInt(monotonicNow())
    let secondNs = 0n
    const { events } = await polled([
      () => [],
      () => {
        secondNs = BigInt(monotonicNow())
        return [SEEN]
      },
    ])
    const [event] = events
    expect(BigInt(event?.fromNs ?? 0) >= beforeNs && BigInt(event?.fromNs ?? 0) <= secondNs).to.equal(true)
    expect(BigInt(event?.toNs ?? 0) >= secondNs).to.equal(true)
  })

  it('goes on after a look that failed, and says which part was silent', async () => {
    const throttled = (): never => {
      throw serviceError('ThrottlingException', 400)
    }
    const poller = await polled([throttled, () => [SEEN]])
    expect(poller.events).to.have.length(1)
    const [silence] = poller.silences
    expect(silence).to.include({ kind: 'control-plane-silent', component: 'rds' })
    expect(silence?.text).to.match(/^1 look at rds failed, the last one with Throttling/)
  })

  it('says that it is lost when the credentials have expired: nobody could undo any more', async () => {
    const poller = await polled([
      () => {
        throw serviceError('ExpiredToken', 403)
      },
    ])
    expect(await poller.lost).to.match(/expired in the middle of the drill/)
  })

  it('looks ever more seldom where it is throttled, and often again where it is answered', async () => {
    const atMs: number[] = []
    const look = async () => {
      atMs.push(performance.now())
      if (atMs.length <= 5) throw serviceError('ThrottlingException', 400)
      return []
    }
    const poller = new EventPoller([{ name: 'rds', clocks: new FarClocks(), look }], 8)
    await waitFor('all looks', () => atMs.length >= 8, { timeoutMs: 10_000 })
    await poller.close()
    const pauses = atMs.slice(1).map((ms, i) => ms - (atMs[i] ?? 0))
    // After the fifth failure in a row: 2 to the power of 5 times 8 ms, less what a timer may be early.
    expect(pauses[4]).to.be.greaterThan(250)
    expect(pauses[5]).to.be.lessThan(250)
  })

  it('says that it is lost when nobody takes the credentials for some looks in a row, and not at the first one', async () => {
    const refused = (): never => {
      throw serviceError('UnrecognizedClientException', 400)
    }
    const passing = await polled([refused, refused, () => [], refused, () => []])
    expect(await Promise.race([passing.lost, Promise.resolve('not lost')])).to.equal('not lost')
    expect(await (await polled([refused, refused, refused])).lost).to.match(/credentials are not taken any more/)
  })

  it('ends although a look hangs: it changes nothing', async () => {
    const poller = new EventPoller([{ name: 'rds', clocks: new FarClocks(), look: () => new Promise(() => {}) }], 1)
    await poller.close()
  })
})
