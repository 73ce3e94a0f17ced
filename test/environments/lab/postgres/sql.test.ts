import { createServer, type AddressInfo, type Socket } from 'node:net'
import { expect } from 'chai'
import { queryOnce, setSynchronous } from '../../../../src/environments/lab/postgres/sql.ts'

describe('Questions to a server', () => {
  it('end when the server accepts and never answers', async () => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const { port } = silent.address() as AddressInfo
    try {
      const url = `postgresql://postgres@127.0.0.1:${port}/postgres`
      expect(await queryOnce(url, 'select 1', [], 50).catch((error: unknown) => error)).to.be.instanceOf(Error)
    } finally {
      for (const socket of sockets) socket.destroy()
      silent.close()
    }
  })

  it('refuse a name of a standby that is none', async () => {
    const failure: unknown = await setSynchronous('postgresql://127.0.0.1:1/x', "b'; drop").catch((e: unknown) => e)
    expect(failure).to.be.instanceOf(RangeError)
  })
})
