import { expect } from 'chai'
import type { SecureContextOptions } from 'node:tls'
import type { HttpProbeSpec, NetProbeSpec } from '../../../src/model/probe.ts'
import { netProbe } from '../../../src/observe/net-probe.ts'
import { httpProbe } from '../../../src/observe/http-probe.ts'
import type { Probe, ProbeResult } from '../../../src/observe/probe.ts'
import { CANARY_CONTRACT, CanaryService } from '../../support/canary-service.ts'
import { Certificates } from '../../support/certificates.ts'
import { httpSpec } from '../../support/probe-specs.ts'

describe('httpProbe over TLS', function () {
  let certificates: Certificates
  let service: CanaryService
  const probes: Probe[] = []

  before(function () {
    try {
      certificates = new Certificates()
    } catch (error) {
      console.log(`      skipped, no openssl here: ${(error as Error).message.split('\n')[0] ?? ''}`)
      this.skip()
    }
  })
  afterEach(async () => {
    for (const probe of probes.splice(0)) probe.close()
    await service?.down()
  })
  after(() => certificates?.dispose())

  /** @param asksForCertificate - the server lets nobody in without one */
  async function start(asksForCertificate = false, more: SecureContextOptions = {}): Promise<void> {
    service = await CanaryService.start({
      ...more,
      key: certificates.read('server.key'),
      cert: certificates.read('server.pem'),
      ca: certificates.read('ca.pem'),
      requestCert: asksForCertificate,
      rejectUnauthorized: asksForCertificate,
    })
  }

  function probe(given: Partial<HttpProbeSpec> = {}): (seq: number) => Promise<ProbeResult> {
    const tls = { ca: certificates.file('ca.pem') }
    const made = httpProbe(httpSpec({ baseUrl: service.url, contract: CANARY_CONTRACT, tls, ...given }))
    probes.push(made)
    return (seq) => new Promise((resolve) => made.send(seq, -1, resolve))
  }

  for (const connection of ['fresh', 'pooled'] as const) {
    it(`writes over ${connection} connections to a server whose authority it was given`, async () => {
      await start()
      const write = probe({ connection })
      expect([await write(0), await write(1)].map(({ outcome }) => outcome)).to.deep.equal(['ok', 'ok'])
      expect(service.rows.get('probe')).to.deep.equal([0, 1])
    })
  }

  it('climbs the rung of the handshake with the certificate that the server asks for', async () => {
    // With TLS 1.3 a server refuses a client only after the handshake.
    await start(true, { maxVersion: 'TLSv1.2' })
    const { baseUrl: _, ...basics } = httpSpec({ kind: 'read' })
    const place = { host: '127.0.0.1', port: Number(new URL(service.url).port), ca: certificates.file('ca.pem') }
    const rung = (own: Pick<NetProbeSpec, 'cert' | 'key'>): Promise<ProbeResult> => {
      const made = netProbe({ ...basics, ...place, ...own, protocol: 'net', rung: 'tls' })
      probes.push(made)
      return new Promise((resolve) => made.send(0, -1, resolve))
    }
    expect(await rung({})).to.include({ outcome: 'fail' })
    const own = { cert: certificates.file('client.pem'), key: certificates.file('client.key') }
    expect(await rung(own)).to.include({ outcome: 'ok' })
  })

  it('sends nothing to a server that it cannot trust: provably without effect', async () => {
    await start()
    expect(await probe({ tls: {} })(0)).to.include({ outcome: 'fail', errorClass: 'tls-failed' })
    expect(service.rows.size).to.equal(0)
  })

  it('shows its certificate to a server that asks for one', async () => {
    await start(true)
    const tls = {
      ca: certificates.file('ca.pem'),
      cert: certificates.file('client.pem'),
      key: certificates.file('client.key'),
    }
    expect(await probe({ tls })(0)).to.include({ outcome: 'ok' })
    const refused = await probe()(1)
    // In TLS 1.3 the server refuses only after the client may have sent.
    expect(refused.outcome).to.equal('info')
    expect(service.rows.get('probe')).to.deep.equal([0])
  })

  it('knows that the server is gone', async () => {
    await start()
    await service.down()
    expect(await probe()(1)).to.include({ outcome: 'fail', errorClass: 'connection-refused' })
  })
})
