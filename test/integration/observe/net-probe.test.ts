import { expect } from 'chai'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { NetProbeSpec } from '../../../src/model/probe.ts'
import { netProbe } from '../../../src/observe/net-probe.ts'
import type { Probe, ProbeResult } from '../../../src/observe/probe.ts'
import { freePort } from '../../../src/system/free-port.ts'
import { httpSpec } from '../../support/probe-specs.ts'

describe('netProbe', () => {
  const probes: Probe[] = []
  const sockets: Socket[] = []
  let server: Server
  let port: number

  beforeEach(async () => {
    server = createServer((socket) => {
      socket.on('error', () => {})
      sockets.push(socket)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  afterEach(() => {
    for (const probe of probes.splice(0)) probe.close()
    for (const socket of sockets.splice(0)) socket.destroy()
    server.close()
  })

  function climb(given: Partial<NetProbeSpec>): Promise<ProbeResult> {
    const { baseUrl: _, ...basics } = httpSpec({ kind: 'read', timeoutMs: 200 })
    const probe = netProbe({ ...basics, protocol: 'net', rung: 'connect', host: '127.0.0.1', port, ...given })
    probes.push(probe)
    return new Promise((resolve) => probe.send(0, -1, resolve))
  }

  it('finds a name, or says that there is none', async () => {
    expect(await climb({ rung: 'name', host: 'localhost' })).to.include({ outcome: 'ok' })
    // A name that is reserved for never being there; some resolvers take longer than others to say so.
    const missing = await climb({ rung: 'name', host: 'nobody.invalid', timeoutMs: 5_000 })
    expect(missing.outcome).to.equal('fail')
  })

  it('connects, and lets go', async () => {
    expect(await climb({})).to.deep.equal({ outcome: 'ok', errorClass: '', servedBy: '' })
    if (sockets[0]?.closed === false) await once(sockets[0].resume(), 'close')
    expect(sockets).to.have.lengthOf(1)
  })

  it('proves that nothing was done where nobody listens', async () => {
    expect(await climb({ port: await freePort() })).to.include({ outcome: 'fail', errorClass: 'connection-refused' })
  })

  it('does not take a connection for a handshake', async () => {
    expect(await climb({ rung: 'tls' })).to.include({ outcome: 'fail', errorClass: 'connect-timeout' })
    server.on('connection', (socket) => socket.end('no handshake\n'))
    expect(await climb({ rung: 'tls' })).to.include({ outcome: 'fail' })
  })
})
