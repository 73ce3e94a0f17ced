import { connect, createServer, type Server } from 'node:net'
import { expect } from 'chai'
import { respond } from '../../../../../src/environments/lab/dns/answer.ts'
import { NameServer } from '../../../../../src/environments/lab/dns/name-server.ts'
import { RecordSets } from '../../../../../src/environments/lab/dns/records.ts'
import type { EventLog } from '../../../../../src/environments/lab/labd/event-log.ts'
import type { FirstRegion } from '../../../../../src/environments/lab/labd/regions/first-region.ts'
import { IsolationResponse } from '../../../../../src/environments/lab/labd/regions/isolation-response.ts'
import { DNS_ZONE } from '../../../../../src/environments/lab/names.ts'
import { listenOnLoopback } from '../../../../../src/environments/lab/process/listen.ts'
import type { ControlPlaneEvent } from '../../../../../src/environments/environment.ts'
import { waitFor } from '../../../../../src/system/wait.ts'

describe('IsolationResponse', () => {
  let outside: NameServer
  /** The way to it, which can be cut. */
  let way: Server
  let port: number
  let [led, cut] = [0, 0]
  let refuses = 0
  let evacuations: string[]
  let events: ControlPlaneEvent[]
  let response: IsolationResponse | undefined

  beforeEach(async () => {
    ;[led, cut, refuses] = [0, 0, 0]
    evacuations = []
    events = []
    const sets = new RecordSets(DNS_ZONE)
    outside = await NameServer.listen((query) => respond(query, sets, () => true))
    way = createServer((client) => {
      client.on('error', () => {})
      if (refuses > 0) {
        refuses -= 1
        cut += 1
        client.resetAndDestroy()
        return
      }
      led += 1
      const upstream = connect(outside.port, '127.0.0.1').on('error', () => {})
      client.pipe(upstream).pipe(client)
    })
    port = await listenOnLoopback(way)
  })
  afterEach(async () => {
    response?.end()
    way.close()
    await outside.close()
  })

  function start(timeoutMs: number): void {
    const region = { evacuate: async (how: string) => void evacuations.push(how) } as unknown as FirstRegion
    const log = { append: (event: ControlPlaneEvent) => void events.push(event) } as unknown as EventLog
    response = new IsolationResponse(region, port, timeoutMs, log)
    response.start()
  }

  const untilLed = (times: number): Promise<true> =>
    waitFor('the outside to be asked', () => led >= times, { timeoutMs: 10_000 })

  it('does nothing while somebody outside answers, or fails to for a moment', async () => {
    // Long enough for an answer on a busy machine: a question that takes longer has failed.
    start(1_000)
    await untilLed(1)
    refuses = 2
    await untilLed(2)
    expect([cut, evacuations]).to.deep.equal([2, []])
  }).timeout(20_000)

  it('stops the region when nobody answers again and again', async () => {
    start(200)
    refuses = Infinity
    const stopped = await waitFor('the region to stop', () => events[0], { timeoutMs: 10_000 })
    expect(stopped.kind).to.equal('region-self-fenced')
    expect(evacuations).to.deep.equal(['kill'])
    expect(cut).to.be.at.least(2)
  })

  it('never acts when it is told so', async () => {
    start(0)
    expect([led, cut, evacuations]).to.deep.equal([0, 0, []])
  })
})
