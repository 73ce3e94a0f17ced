import type { Resolver } from '../../../../src/environments/lab/customers/resolver.ts'
import { WayOut } from '../../../../src/environments/lab/customers/way-out.ts'
import { waitFor } from '../../../../src/system/wait.ts'
import { EchoServer, TcpClient } from '../../../support/echo-server.ts'

describe('WayOut', () => {
  let first: EchoServer
  let second: EchoServer
  let wayOut: WayOut
  let answer: string | undefined

  beforeEach(async () => {
    first = await EchoServer.start('first')
    second = await EchoServer.start('second')
    answer = '192.0.2.1'
    const resolve = async (): Promise<readonly string[]> => {
      if (answer === undefined) throw new Error('no such name')
      return [answer]
    }
    const network = { '192.0.2.1:80': first.port, '192.0.2.2:80': second.port }
    wayOut = await WayOut.open({ hostname: 'shop', port: 80 }, { resolve } as unknown as Resolver, network)
  })

  afterEach(async () => {
    await wayOut.close()
    first.close()
    second.close()
  })

  async function hears(client: TcpClient, text: string): Promise<void> {
    client.say('x')
    await waitFor(`'${text}'`, () => client.received.endsWith(text), { timeoutMs: 2_000 })
  }

  it('leads new connections to what the name means now, and leaves the others where they are', async () => {
    const old = await TcpClient.connect(wayOut.port)
    await hears(old, 'first:x')
    answer = '192.0.2.2'
    await hears(await TcpClient.connect(wayOut.port), 'second:x')
    await hears(old, 'first:x')
  })

  it('resets a connection to a name that is not there, or to an address that leads nowhere', async () => {
    for (const nowhere of [undefined, '192.0.2.9']) {
      answer = nowhere
      const client = await TcpClient.connect(wayOut.port)
      await waitFor('the reset', () => client.closed, { timeoutMs: 2_000 })
    }
  })
})
