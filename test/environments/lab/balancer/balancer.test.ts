import { Agent, createServer, request, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { expect } from 'chai'
import { LoadBalancer, balancerHandlers } from '../../../../src/environments/lab/balancer/balancer.ts'
import type { Target } from '../../../../src/environments/lab/balancer/health.ts'
import { listenOnLoopback } from '../../../../src/environments/lab/process/listen.ts'
import { waitFor } from '../../../../src/system/wait.ts'

interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: IncomingHttpHeaders
}

const HEALTH = { intervalMs: 60_000, timeoutMs: 10_000, unhealthyAfter: 1, healthyAfter: 1 }

describe('LoadBalancer', () => {
  const servers: Server[] = []
  const agent = new Agent({ keepAlive: true })
  let balancer: LoadBalancer
  let port: number

  async function target(id: string, listener: RequestListener): Promise<Target & { readonly server: Server }> {
    const server = createServer((incoming, answer) => {
      if (incoming.url === '/healthz') answer.end('ok')
      else listener(incoming, answer)
    })
    servers.push(server)
    return { id, port: await listenOnLoopback(server), server }
  }

  async function balance(targets: readonly Target[], upstreamTimeoutMs = 10_000): Promise<void> {
    balancer = new LoadBalancer({ targets, health: HEALTH, upstreamTimeoutMs })
    port = await listenOnLoopback(balancer.server)
    await balancer.startHealthChecks()
  }

  function send(method: string, body = ''): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port, method, path: '/orders', agent }, (incoming) => {
        let text = ''
        incoming.on('data', (data: Buffer) => (text += data.toString()))
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: text, headers: incoming.headers }))
        incoming.on('error', reject)
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  const echo =
    (id: string): RequestListener =>
    (incoming, answer) => {
      let text = ''
      incoming.on('data', (data: Buffer) => (text += data.toString()))
      incoming.on('end', () => {
        answer.writeHead(201, { 'x-served-by': id })
        answer.end(text)
      })
    }

  afterEach(() => {
    balancer.close()
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  it('breaks off a request that timed out, so that nobody does later what was told to have failed', async () => {
    const ends: string[] = []
    const silent = await target('silent', (incoming) => {
      incoming.socket.on('error', ({ message }) => ends.push(message)).on('end', () => ends.push('end'))
    })
    await balance([silent], 100)
    expect((await send('POST', 'x')).status).to.equal(504)
    await waitFor('the end of the connection', () => ends.length > 0, { timeoutMs: 5_000 })
    expect(ends.join()).to.include('ECONNRESET')
  })

  it('drops the kept connections to a target that is lost: they may lead nowhere when it is back', async () => {
    let lost = false
    const server = createServer((_incoming, answer) => answer.writeHead(lost ? 503 : 200).end())
    servers.push(server)
    // It never ends a connection itself.
    server.keepAliveTimeout = 0
    const kept = new Set<Socket>()
    server.on('connection', (socket) => {
      kept.add(socket)
      socket.once('close', () => kept.delete(socket))
    })
    const health = { ...HEALTH, intervalMs: 10 }
    const targets = [{ id: 'a', port: await listenOnLoopback(server) }]
    balancer = new LoadBalancer({ targets, health, upstreamTimeoutMs: 200 })
    port = await listenOnLoopback(balancer.server)
    await balancer.startHealthChecks()
    await send('GET')
    lost = true
    await waitFor('the kept connection is gone', () => kept.size === 0, { timeoutMs: 5_000 })
  })

  it('leads requests away from a zone, however healthy it is, and back', async () => {
    const [a, b] = [await target('a', echo('a')), await target('b', echo('b'))]
    await balance([
      { ...a, zone: 'a' },
      { ...b, zone: 'b' },
    ])
    const servedBy = async (): Promise<Set<unknown>> => {
      const answers = await Promise.all([send('POST'), send('POST'), send('POST')])
      return new Set(answers.map(({ headers }) => headers['x-served-by']))
    }
    const { shift, unshift, shifted } = balancerHandlers(balancer)
    await shift?.({ zone: 'a' })
    expect(await shifted?.({})).to.equal('a')
    expect(await servedBy()).to.deep.equal(new Set(['b']))
    await unshift?.({})
    expect(await shifted?.({})).to.equal(null)
    expect(await servedBy()).to.deep.equal(new Set(['a', 'b']))
  })

  it('does not lead requests away from a zone that there is not, nor from all there are', async () => {
    await balance([{ ...(await target('a', echo('a'))), zone: 'a' }])
    expect(() => balancer.shiftAwayFrom('b')).to.throw(RangeError, "no target stands in zone 'b'")
    expect(() => balancer.shiftAwayFrom('a')).to.throw(RangeError, "every target stands in zone 'a'")
  })

  it('passes requests on in turn, with body, status and headers', async () => {
    await balance([await target('a', echo('a')), await target('b', echo('b'))])
    const answers = [await send('POST', '1'), await send('POST', '2'), await send('POST', '3')]
    expect(answers.map(({ status, body }) => ({ status, body }))).to.deep.equal([
      { status: 201, body: '1' },
      { status: 201, body: '2' },
      { status: 201, body: '3' },
    ])
    const served = answers.map(({ headers }) => headers['x-served-by'])
    expect(served[0]).to.equal(served[2])
    expect(new Set(served).size).to.equal(2)
  })

  it('refuses without effect when nobody is healthy', async () => {
    await balance([])
    const { status, headers } = await send('POST', '1')
    expect([status, headers['x-effect']]).to.deep.equal([503, 'none'])
  })

  it('sends nothing to a target whose check fails', async () => {
    const dead = await target('dead', echo('dead'))
    await new Promise((resolve) => dead.server.close(resolve))
    await balance([dead, await target('b', echo('b'))])
    const answers = [await send('GET'), await send('GET'), await send('GET')]
    expect(answers.map(({ headers }) => headers['x-served-by'])).to.deep.equal(['b', 'b', 'b'])
  })

  it('tells that nothing was sent when the target went away since its last check', async () => {
    const a = await target('a', echo('a'))
    await balance([a])
    a.server.closeAllConnections()
    await new Promise((resolve) => a.server.close(resolve))
    const { status, body, headers } = await send('POST', '1')
    expect([status, headers['x-effect']]).to.deep.equal([502, 'none'])
    expect(JSON.parse(body)).to.deep.equal({ error: 'target-unreachable', effect: 'none' })
  })

  it('does not know the effect when the target breaks off, and does not try again', async () => {
    let asked = 0
    await balance([
      await target('a', (incoming) => {
        asked += 1
        incoming.socket.destroy()
      }),
      await target('b', (incoming) => {
        asked += 1
        incoming.socket.destroy()
      }),
    ])
    const { status, headers } = await send('POST', '1')
    expect([status, headers['x-effect'], asked]).to.deep.equal([502, 'unknown', 1])
  })

  it('does not know the effect when the target does not answer in time', async () => {
    await balance([await target('a', () => {})], 200)
    const { status, headers } = await send('POST', '1')
    expect([status, headers['x-effect']]).to.deep.equal([504, 'unknown'])
  })

  it('lets an answer that breaks in the middle break', async () => {
    await balance([
      await target('a', (_, answer) => {
        answer.writeHead(200, { 'content-length': 100 })
        answer.write('half', () => answer.destroy())
      }),
    ])
    const error = await send('GET').catch((reason: unknown) => reason)
    expect(error).to.be.an.instanceOf(Error)
  })

  it('refuses everything once its region is withdrawn, and keeps no connection for that', async () => {
    await balance([await target('a', (_, answer) => answer.end('a'))])
    expect((await send('GET')).status).to.equal(200)
    await balancerHandlers(balancer)['withdraw']?.({})
    const { status, body, headers } = await send('GET')
    expect([status, JSON.parse(body), headers['connection']]).to.deep.equal([
      503,
      { error: 'region-withdrawn', effect: 'none' },
      'close',
    ])
  })
})
