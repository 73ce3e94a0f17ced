import { expect } from 'chai'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { HttpProbeSpec } from '../../../src/model/probe.ts'
import { httpProbe } from '../../../src/observe/http-probe.ts'
import type { Probe, ProbeResult } from '../../../src/observe/probe.ts'
import { OrderServer, type ServerMode } from '../../support/order-server.ts'
import { httpSpec } from '../../support/probe-specs.ts'

describe('httpProbe', () => {
  let server: OrderServer
  const probes: Probe[] = []

  beforeEach(async () => {
    server = await OrderServer.start()
  })
  afterEach(async () => {
    for (const probe of probes.splice(0)) probe.close()
    await server.stop()
  })

  function probe(given: Partial<HttpProbeSpec>): (seq: number, atLeastSeq?: number) => Promise<ProbeResult> {
    const made = httpProbe(httpSpec({ baseUrl: server.baseUrl, ...given }))
    probes.push(made)
    return (seq, atLeastSeq = -1) => new Promise((resolve) => made.send(seq, atLeastSeq, resolve))
  }

  for (const connection of ['fresh', 'pooled'] as const) {
    it(`writes and reads back over ${connection} connections`, async () => {
      const write = probe({ connection })
      const read = probe({ connection, kind: 'read' })
      const ok = { outcome: 'ok', errorClass: '', servedBy: 'api-1' }
      expect(await write(5)).to.deep.equal(ok)
      expect(await write(6)).to.deep.equal(ok)
      expect(await read(0, 6)).to.deep.equal({ ...ok, value: 6 })
      // What a stale read returned is evidence too.
      expect(await read(1, 7)).to.include({ outcome: 'wrong', errorClass: 'stale-read', value: 6 })
    })
  }

  it('makes a new connection for each request of a fresh stream, and keeps that of a pooled one', async () => {
    const fresh = probe({ connection: 'fresh' })
    for (const seq of [0, 1, 2]) await fresh(seq)
    expect(server.connections).to.equal(3)
    const pooled = probe({ connection: 'pooled' })
    for (const seq of [3, 4, 5]) await pooled(seq)
    expect(server.connections).to.equal(4)
  })

  const failures: readonly [ServerMode, outcome: string, errorClass: string][] = [
    ['refusing', 'fail', 'connection-refused'],
    ['hanging', 'info', 'timeout'],
    ['resetting', 'info', 'connection-reset'],
    ['closing', 'info', 'connection-closed'],
    ['cutting', 'info', 'connection-reset'],
    ['failing', 'info', 'server-error'],
    ['conflicting', 'fail', 'conflict'],
    ['lying', 'wrong', 'wrong-echo'],
  ]
  for (const [mode, outcome, errorClass] of failures) {
    it(`a write to a server that is ${mode} is ${outcome}: ${errorClass}`, async () => {
      await server.become(mode)
      const result = await probe({ timeoutMs: 150 })(0)
      expect(result).to.include({ outcome, errorClass })
    })
  }

  it('a kept connection that breaks with the request on it is told apart', async () => {
    const write = probe({ connection: 'pooled' })
    await write(0)
    await server.become('resetting')
    expect(await write(1)).to.include({ outcome: 'info', errorClass: 'kept-connection-lost' })
    expect(server.received.get('probe/1')).to.equal('resetting')
  })

  it('does not repeat a request that failed', async () => {
    await server.become('closing')
    await probe({ connection: 'pooled' })(0)
    expect([server.connections, server.received.size]).to.deep.equal([1, 1])
  })

  describe('where nobody answers the attempt to connect', () => {
    let listener: ChildProcess
    const fillers: Socket[] = []
    afterEach(() => {
      for (const socket of fillers.splice(0)) socket.destroy()
      listener.kill('SIGKILL')
    })

    it('a request that could not leave in time is without effect', async function () {
      if (process.platform !== 'linux') this.skip()
      const port = await silentPort()
      const result = await probe({ baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 150 })(0)
      expect(result).to.include({ outcome: 'fail', errorClass: 'connect-timeout' })
    })

    /** A stopped process accepts nothing; once its queue is full, Linux drops further attempts without an answer. */
    async function silentPort(): Promise<number> {
      const program = `const s = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))`
      listener = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
      const [text] = (await once(listener.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
      const port = Number(text.toString())
      listener.kill('SIGSTOP')
      for (let count = 0; count < 4; count++) fillers.push(connect(port, '127.0.0.1').on('error', () => {}))
      await once(fillers[1] as Socket, 'connect')
      return port
    }
  })
})
