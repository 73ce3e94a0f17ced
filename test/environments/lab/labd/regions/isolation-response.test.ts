import { expect } from 'chai'
import { respond } from '../../../../../src/environments/lab/dns/answer.ts'
import { NameServer } from '../../../../../src/environments/lab/dns/name-server.ts'
import { RecordSets } from '../../../../../src/environments/lab/dns/records.ts'
import type { EventLog } from '../../../../../src/environments/lab/labd/event-log.ts'
import type { FirstRegion } from '../../../../../src/environments/lab/labd/regions/first-region.ts'
import { IsolationResponse } from '../../../../../src/environments/lab/labd/regions/isolation-response.ts'
import { DNS_ZONE } from '../../../../../src/environments/lab/names.ts'
import type { ControlPlaneEvent } from '../../../../../src/environments/environment.ts'
import { waitFor } from '../../../../../src/system/wait.ts'

describe('IsolationResponse', () => {
  let outside: NameServer
  let asked: number
  let evacuations: string[]
  let events: ControlPlaneEvent[]
  let response: IsolationResponse | undefined

  beforeEach(async () => {
    asked = 0
    evacuations = []
    events = []
    const sets = new RecordSets(DNS_ZONE)
    outside = await NameServer.listen((query) => {
      asked += 1
      return respond(query, sets, () => true)
    })
  })
  afterEach(async () => {
    response?.end()
    await outside.close().catch(() => {})
  })

  function start(timeoutMs: number): void {
    const region = { evacuate: async (how: string) => void evacuations.push(how) } as unknown as FirstRegion
    const log = { append: (event: ControlPlaneEvent) => void events.push(event) } as unknown as EventLog
    response = new IsolationResponse(region, outside.port, timeoutMs, log)
    response.start()
  }

  it('does nothing while somebody outside answers, and stops the region when nobody does', async () => {
    start(400)
    await waitFor('the outside to be asked', () => asked >= 3, { timeoutMs: 5_000 })
    expect(evacuations).to.deep.equal([])
    await outside.close()
    const stopped = await waitFor('the region to stop', () => events[0], { timeoutMs: 5_000 })
    expect(evacuations).to.deep.equal(['kill'])
    expect(stopped.kind).to.equal('region-self-fenced')
    // Three questions in a row: one that fails is not an isolation.
    expect(Number(BigInt(stopped.toNs) - BigInt(stopped.fromNs)) / 1e6).to.be.at.least(299)
  })

  it('never acts when it is told so', async () => {
    start(0)
    await outside.close()
    expect([asked, evacuations]).to.deep.equal([0, []])
  })

  it('ends with its lab', async () => {
    start(200)
    await waitFor('the outside to be asked', () => asked >= 1, { timeoutMs: 5_000 })
    response?.end()
    await outside.close()
    expect(evacuations).to.deep.equal([])
  })
})
