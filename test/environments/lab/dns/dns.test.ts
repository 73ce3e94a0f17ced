import { createServer, type Server } from 'node:http'
import { expect } from 'chai'
import { Dns, dnsHandlers } from '../../../../src/environments/lab/dns/dns.ts'
import type { LabRecord } from '../../../../src/environments/lab/dns/records.ts'
import { listenOnLoopback } from '../../../../src/environments/lab/process/listen.ts'
import type { ControlPlaneEvent } from '../../../../src/environments/environment.ts'
import { waitFor } from '../../../../src/system/wait.ts'

const NAME = 'shop.lab.test.'

/** So that no check but the first of each is made. */
const NEVER_AGAIN = 3_600_000

/** The front of a region, which is well until it is told to be ill. */
class Front {
  readonly server: Server
  ill = false
  checks = 0

  constructor() {
    this.server = createServer((_, answer) => {
      this.checks += 1
      answer.writeHead(this.ill ? 503 : 200).end()
    })
  }
}

describe('the DNS of the lab', () => {
  let dns: Dns
  let one: Front
  let two: Front
  let events: ControlPlaneEvent[]

  /** @param intervalMs - of the health checks; they time out after as long, so on a busy machine it must not be short */
  async function start(intervalMs: number): Promise<void> {
    one = new Front()
    two = new Front()
    events = []
    const record = (id: string, failover: 'PRIMARY' | 'SECONDARY', address: string): LabRecord => ({
      name: NAME,
      type: 'A',
      ttlSeconds: 1,
      values: [address],
      setIdentifier: id,
      failover,
      healthCheckId: id,
    })
    const check = (id: string, host: string) => ({
      id,
      host,
      port: 80,
      path: '/healthz',
      intervalMs,
      threshold: 2,
      inverted: false,
      disabled: false,
    })
    dns = await Dns.start(
      {
        controlSocket: '',
        zone: 'lab.test.',
        records: [record('one', 'PRIMARY', '192.0.2.1'), record('two', 'SECONDARY', '192.0.2.2')],
        healthChecks: [check('one', '192.0.2.1'), check('two', '192.0.2.2')],
        network: {
          '192.0.2.1:80': await listenOnLoopback(one.server),
          '192.0.2.2:80': await listenOnLoopback(two.server),
        },
      },
      (event) => void events.push(event),
    )
  }

  afterEach(async () => {
    await dns.close()
    one.server.close()
    two.server.close()
  })

  const untilAnswer = (address: string): Promise<true> =>
    waitFor(`the answer ${address}`, () => dns.answer(NAME, 'A')[0] === address, { timeoutMs: 10_000 })

  it('answers the secondary while the primary is ill, and tells of each change with its reason', async () => {
    await start(250)
    expect(dns.answer(NAME, 'A')).to.deep.equal(['192.0.2.1'])
    one.ill = true
    await untilAnswer('192.0.2.2')
    one.ill = false
    await untilAnswer('192.0.2.1')
    expect(events.map(({ kind, figures }) => [kind, figures?.['healthy']])).to.deep.equal([
      ['health-changed', 0],
      ['answer-changed', undefined],
      ['health-changed', 1],
      ['answer-changed', undefined],
    ])
    expect(events[1]?.text).to.equal("shop.lab.test. A: 192.0.2.1 → 192.0.2.2; health check 'one' says unhealthy")
  })

  it('needs as many failures as its threshold says', async () => {
    await start(250)
    one.ill = true
    const before = one.checks
    await untilAnswer('192.0.2.2')
    expect(one.checks - before).to.be.at.least(2)
  })

  it('fails over by an inverted health check at once, though the region is well, and back', async () => {
    await start(NEVER_AGAIN)
    const { dns: call } = dnsHandlers(dns)
    await call?.({ act: 'health-check', id: 'one', inverted: true })
    expect(await call?.({ act: 'answer', name: 'SHOP.lab.test', type: 'A' })).to.deep.equal(['192.0.2.2'])
    expect(dns.state.healthChecks.map(({ id, healthy, inverted }) => [id, healthy, inverted])).to.deep.equal([
      ['one', false, true],
      ['two', true, false],
    ])
    await call?.({ act: 'health-check', id: 'one', inverted: false })
    expect(dns.answer(NAME, 'A')).to.deep.equal(['192.0.2.1'])
  })

  it('counts a disabled check as healthy, whatever it would see', async () => {
    await start(250)
    one.ill = true
    await untilAnswer('192.0.2.2')
    dns.updateHealthCheck('one', { disabled: true })
    expect(dns.answer(NAME, 'A')).to.deep.equal(['192.0.2.1'])
  })

  it('takes changes of record sets, and tells when an answer changes by them', async () => {
    await start(NEVER_AGAIN)
    const record: LabRecord = { name: 'new.lab.test.', type: 'A', ttlSeconds: 1, values: ['192.0.2.3'] }
    dns.change([{ action: 'CREATE', record }])
    dns.change([{ action: 'UPSERT', record: { ...record, ttlSeconds: 9 } }])
    expect(events.map(({ text }) => text)).to.deep.equal([
      'new.lab.test. A: nothing → 192.0.2.3; the record sets were changed',
    ])
  })

  it('refuses a check that is not there, and what it does not understand', async () => {
    await start(NEVER_AGAIN)
    expect(() => dns.updateHealthCheck('three', { inverted: true })).to.throw(/no health check 'three'.*one, two/)
    const { dns: call } = dnsHandlers(dns)
    const refused = await call?.({ act: 'change', changes: [] }).catch((error: Error) => error.name)
    expect(refused).to.equal('ZodError')
  })
})
