import { expect } from 'chai'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, type Server } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RemoteError, RpcClient, serve, UnreachableError } from '../../src/system/rpc.ts'

describe('calls over a socket', () => {
  let folder: string
  let path: string
  let server: Server
  let disconnects: number
  const clients: RpcClient[] = []

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
    path = join(folder, 'socket')
    disconnects = 0
    const handlers = {
      double: async (params: unknown) => Number(params) * 2,
      fail: () => Promise.reject(new RangeError('too far')),
      hang: () => new Promise(() => {}),
    }
    server = await serve(path, handlers, () => (disconnects += 1))
  })
  afterEach(() => {
    for (const client of clients.splice(0)) client.close()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(address: Parameters<typeof RpcClient.connect>[0] = path): Promise<RpcClient> {
    const client = await RpcClient.connect(address)
    clients.push(client)
    return client
  }

  async function failure(promise: Promise<unknown>): Promise<Error> {
    return promise.then(
      () => expect.fail('it was expected to fail'),
      (error: unknown) => error as Error,
    )
  }

  it('answers each call with its own result, however many are under way', async () => {
    const client = await open()
    const results = await Promise.all([1, 2, 3].map((n) => client.call<number>('double', n, 5_000)))
    expect(results).to.deep.equal([2, 4, 6])
  })

  it('passes an error on with its name', async () => {
    const error = await failure((await open()).call('fail', {}, 5_000))
    expect(error).to.be.instanceOf(RemoteError)
    expect([error.name, error.message]).to.deep.equal(['RangeError', 'too far'])
  })

  it('says that it does not know a method', async () => {
    expect((await failure((await open()).call('triple', 1, 5_000))).message).to.equal("there is no method 'triple'")
    expect((await failure((await open()).call('toString', 1, 5_000))).message).to.contain("no method 'toString'")
  })

  it('gives up on an answer that does not come, and goes on working', async () => {
    const client = await open()
    const error = await failure(client.call('hang', {}, 20))
    expect(error).to.be.instanceOf(UnreachableError)
    expect(error.message).to.equal("'hang' was not answered within 20 ms")
    expect(await client.call('double', 4, 5_000)).to.equal(8)
  })

  it('fails what is under way when the connection goes, and everything after', async () => {
    const client = await open()
    const waiting = failure(client.call('hang', {}, 5_000))
    client.close()
    expect(await waiting).to.be.instanceOf(UnreachableError)
    await client.closed
    expect(await failure(client.call('double', 1, 5_000))).to.be.instanceOf(UnreachableError)
  })

  it('tells when nobody listens', async () => {
    expect(await failure(open(join(folder, 'nobody')))).to.be.instanceOf(UnreachableError)
  })

  it('disconnects a client that does not speak its language, and tells that it has gone', async () => {
    const socket = connect(path)
    socket.write('hello\n')
    socket.resume()
    await once(socket, 'close')
    expect(await (await open()).call('double', 1, 5_000)).to.equal(2)
    expect(disconnects).to.equal(1)
  })

  it('serves a port of loopback as well', async () => {
    const byPort = await serve({ port: 0 }, { ping: async () => 'pong' })
    try {
      const { address, port } = byPort.address() as AddressInfo
      expect(address).to.equal('127.0.0.1')
      expect(await (await open({ port })).call('ping', {}, 5_000)).to.equal('pong')
    } finally {
      byPort.close()
    }
  })
})
