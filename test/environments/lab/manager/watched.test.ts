import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { expect } from 'chai'
import type { ManagedNode } from '../../../../src/environments/lab/manager/config.ts'
import { Watched } from '../../../../src/environments/lab/manager/watched.ts'

describe('Watched', () => {
  const sockets: Socket[] = []
  let server: Server
  let port: number

  before((done) => {
    // Accepts, and never says a word: a database that hangs.
    server = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1', () => {
      port = (server.address() as AddressInfo).port
      done()
    })
  })
  after((done) => {
    for (const socket of sockets) socket.destroy()
    server.close(done)
  })

  const watch = (sqlPort: number): Watched => {
    const url = `postgres://nobody@127.0.0.1:${sqlPort}/x`
    const node: ManagedNode = { id: 'db-a', url, applicationName: 'db_a', agentPort: port, writerPort: sqlPort }
    return new Watched(node, 2)
  }

  it('calls a database that refuses down, after as many probes as the threshold says', async () => {
    const watched = watch(1)
    await watched.check(200)
    expect(watched.failures.reached).to.equal(false)
    await watched.check(200)
    expect(watched.failures.reached).to.equal(true)
    expect(await watched.alert('primary')).to.equal('PostgresPrimaryDown')
    expect(await watched.alert('standby')).to.equal('PostgresStandbyDown')
  })

  it('says of one that takes connections and is silent that it hangs, where its zone answers', async () => {
    const watched = watch(port)
    await watched.check(100)
    expect(await watched.alert('primary')).to.equal('PostgresPrimaryHangs')
  })

  it('calls one down whose machine was silent for a moment and is back without it', async () => {
    const silent = createServer((socket) => void sockets.push(socket))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const watched = watch((silent.address() as AddressInfo).port)
    await watched.check(100)
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => silent.close(resolve))
    expect(await watched.alert('primary')).to.equal('PostgresPrimaryDown')
  })
})
