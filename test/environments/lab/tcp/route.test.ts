import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { TcpRoute } from '../../../../src/environments/lab/tcp/route.ts'
import { waitFor } from '../../../../src/system/wait.ts'
import { EchoServer, TcpClient } from '../../../support/echo-server.ts'

/** Long enough for bytes to arrive that should not. */
const QUIET_MS = 60

function until(description: string, check: () => boolean): Promise<unknown> {
  return waitFor(description, check, { timeoutMs: 2_000 })
}

describe('TcpRoute', () => {
  let server: EchoServer
  let other: EchoServer
  let route: TcpRoute
  const clients: TcpClient[] = []

  async function client(): Promise<TcpClient> {
    const connected = await TcpClient.connect(route.port)
    clients.push(connected)
    return connected
  }

  beforeEach(async () => {
    server = await EchoServer.start('one')
    other = await EchoServer.start('two')
    route = await TcpRoute.listen('test', server.port)
  })

  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy()
    await route.close()
    server.close()
    other.close()
  })

  it('passes bytes both ways', async () => {
    const a = await client()
    a.say('hello')
    await until('the answer', () => a.received === 'one:hello')
    expect(route.state).to.deep.include({ name: 'test', mode: 'ok', target: server.port, connections: 1 })
  })

  it('holds what is said, refuses nobody, and loses nothing', async () => {
    const before = await client()
    before.say('1')
    await until('the answer', () => before.received === 'one:1')
    route.setMode('hold')
    const during = await client()
    before.say('2')
    during.say('3')
    await sleep(QUIET_MS)
    expect(server.bytesReceived).to.equal(1)
    expect([before.closed, during.closed]).to.deep.equal([false, false])
    route.setMode('ok')
    await until('both answers', () => before.received === 'one:1one:2' && during.received === 'one:3')
  })

  it('passes each byte once, however often it is opened', async () => {
    const a = await client()
    a.say('1')
    await until('the answer', () => a.received === 'one:1')
    route.setMode('ok')
    route.setMode('hold')
    route.setMode('ok')
    a.say('2')
    await until('the second answer', () => a.received === 'one:1one:2')
    await sleep(QUIET_MS)
    expect(a.received).to.equal('one:1one:2')
  })

  it('drops what it holds when it is cut, and resets who comes', async () => {
    const a = await client()
    route.setMode('hold')
    a.say('lost')
    await sleep(QUIET_MS)
    route.setMode('cut')
    await until('the reset', () => a.closed)
    const late = await client()
    await until('the reset of the newcomer', () => late.closed)
    route.setMode('ok')
    await sleep(QUIET_MS)
    expect(server.bytesReceived).to.equal(0)
    expect(route.state.connections).to.equal(0)
  })

  it('leads elsewhere when its target changes, and resets what leads to the old one', async () => {
    const old = await client()
    old.say('1')
    await until('the answer', () => old.received === 'one:1')
    route.setTarget(other.port)
    await until('the reset', () => old.closed)
    const next = await client()
    next.say('2')
    await until('the answer of the other', () => next.received === 'two:2')
  })

  it('resets whoever comes when nobody listens behind it', async () => {
    server.close()
    const a = await client()
    await until('the reset', () => a.closed)
    expect(a.error).to.equal('ECONNRESET')
  })

  it('passes on the end of one side, after everything that was said before', async () => {
    const a = await client()
    a.say('last words')
    a.socket.end()
    await until('the answer', () => a.received === 'one:last words')
    await until('the end', () => a.closed)
    expect(a.error).to.equal(undefined)
    await until('that the link is forgotten', () => route.state.connections === 0)
  })

  it('respects back-pressure: a reader that stops reading stops the writer', async () => {
    const a = await client()
    route.setMode('hold')
    const chunk = Buffer.alloc(1 << 20)
    let written = 0
    // The kernel's buffers hold a few megabytes; a relay that buffers without bound would take them all.
    while (written < 256 && a.socket.write(chunk)) written += 1
    await sleep(QUIET_MS)
    expect(a.socket.writableLength).to.be.greaterThan(0)
  })
})
