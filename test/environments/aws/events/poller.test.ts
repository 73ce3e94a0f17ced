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
    expect(poller.silent).to.have.property('rds').that.includes('Throttling')
  })

  it('says that it is lost when the credentials have expired: nobody could undo any more', async () => {
    const poller = await polled([
      () => {
        throw serviceError('ExpiredToken', 403)
      },
    ])
    expect(await poller.lost).to.match(/expired in the middle of the drill/)
  })
})
