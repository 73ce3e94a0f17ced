import { createServer } from 'node:net'
import { expect } from 'chai'
import { freePort, freePorts } from '../../src/system/free-port.ts'

describe('freePort', () => {
  it('is a port on which one can listen, below those of outgoing connections', async () => {
    const port = await freePort()
    expect(port).to.be.within(20_000, 32_000)
    const server = createServer()
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
    server.close()
  })

  it('are as many as are asked for, no two alike', async () => {
    const ports = await freePorts(50)
    expect(new Set(ports).size).to.equal(50)
  })
})
