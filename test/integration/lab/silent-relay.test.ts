import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { fillBacklog, tryConnect } from '../../../src/environments/lab/tcp/backlog.ts'
import { LISTEN_BACKLOG, TcpRoute } from '../../../src/environments/lab/tcp/route.ts'
import { identify, isStopped, signalExactly, type ProcessIdentity } from '../../../src/system/identity.ts'
import { waitFor } from '../../../src/system/wait.ts'

const LISTENER = `
  const server = require('node:net').createServer((socket) => socket.on('error', () => {}).end('hello'))
  server.listen({ port: 0, host: '127.0.0.1', backlog: ${LISTEN_BACKLOG} }, () => console.log(server.address().port))`

describe('a stopped relay', function () {
  this.timeout(20_000)
  let child: ChildProcess
  let identity: ProcessIdentity
  let port: number

  before(async function () {
    if (process.platform !== 'linux') this.skip()
    child = spawn(process.execPath, ['-e', LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] })
    if (child.stdout === null) throw new Error('there is no output')
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    port = Number(line)
    const found = identify(child.pid ?? 0)
    if (found === undefined) throw new Error('the listener cannot be identified')
    identity = found
  })
  after(() => child?.kill('SIGKILL'))

  it('goes on accepting, which no lost zone does, until its backlog is full: then connects get no answer', async () => {
    expect(await tryConnect(port)).to.equal('accepted')
    signalExactly(identity, 'SIGSTOP')
    await waitFor('it to stop', () => isStopped(identity), { timeoutMs: 5_000 })
    expect(await tryConnect(port)).to.equal('accepted')
    const fillers = await fillBacklog(port)
    expect(fillers.length).to.be.greaterThan(0)
    expect(await tryConnect(port)).to.equal('silent')

    // Whoever gives up leaves nothing behind that goes on trying.
    const route = await TcpRoute.listen('to the silent one', port)
    try {
      for (const give of ['destroy', 'resetAndDestroy'] as const) {
        const client = connect({ port: route.port, host: '127.0.0.1' }).on('error', () => {})
        await waitFor('the link', () => route.state.connections === 1, { timeoutMs: 5_000 })
        client.write('x')
        client[give]()
        await waitFor(`no link after ${give}`, () => route.state.connections === 0, { timeoutMs: 5_000 })
      }
    } finally {
      await route.close()
    }

    for (const filler of fillers) filler.resetAndDestroy()
    signalExactly(identity, 'SIGCONT')
    await waitFor('it to accept again', async () => (await tryConnect(port)) === 'accepted', { timeoutMs: 10_000 })
  })

  it('is refused when it is gone', async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await tryConnect(port)).to.equal('refused')
  })
})
