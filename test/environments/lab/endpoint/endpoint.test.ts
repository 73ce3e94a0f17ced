import { expect } from 'chai'
import { endpointHandlers, WriterEndpoint } from '../../../../src/environments/lab/endpoint/endpoint.ts'
import { waitFor } from '../../../../src/system/wait.ts'
import { EchoServer, TcpClient } from '../../../support/echo-server.ts'

describe('WriterEndpoint', () => {
  let first: EchoServer
  let second: EchoServer
  let endpoint: WriterEndpoint

  beforeEach(async () => {
    first = await EchoServer.start('first')
    second = await EchoServer.start('second')
  })

  afterEach(async () => {
    await endpoint.close()
    first.close()
    second.close()
  })

  it('leads to the new writer at the same address, and resets old connections', async () => {
    endpoint = await WriterEndpoint.start(0)
    await endpoint.move(first.port)
    const old = await TcpClient.connect(endpoint.port)
    old.say('x')
    await waitFor('the first', () => old.received === 'first:x', { timeoutMs: 2_000 })
    await endpoint.move(second.port)
    await waitFor('the reset', () => old.closed, { timeoutMs: 2_000 })
    const next = await TcpClient.connect(endpoint.port)
    next.say('y')
    await waitFor('the second', () => next.received === 'second:y', { timeoutMs: 2_000 })
    next.socket.destroy()
  })

  it('takes its time to move, but not for the first target', async () => {
    endpoint = await WriterEndpoint.start(50)
    await endpoint.move(first.port)
    const moving = endpoint.move(second.port)
    expect(endpoint.target).to.equal(first.port)
    await moving
    expect(endpoint.target).to.equal(second.port)
  })

  it('says where it leads: whoever manages it may have been started again', async () => {
    endpoint = await WriterEndpoint.start(0)
    const { target, move } = endpointHandlers(endpoint)
    expect(await target?.({})).to.equal(null)
    await move?.({ port: first.port })
    expect(await target?.({})).to.deep.equal({ port: first.port })
    await move?.({ port: second.port, host: '127.0.0.1' })
    expect(await target?.({})).to.deep.equal({ port: second.port, host: '127.0.0.1' })
  })
})
