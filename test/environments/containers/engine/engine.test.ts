import { expect } from 'chai'
import { clientFor } from '../../../../src/environments/containers/engine/client.ts'
import { DockerEngine } from '../../../../src/environments/containers/engine/engine.ts'
import { FakeDaemon } from '../fake-daemon.ts'

describe('engine', () => {
  let daemon: FakeDaemon

  const engineWith = async (answer: Parameters<typeof FakeDaemon.start>[0]): Promise<DockerEngine> => {
    daemon = await FakeDaemon.start(answer)
    return new DockerEngine(await clientFor(daemon.address()), daemon.address(), '29', 50)
  }

  afterEach(() => daemon.stop())

  it('is given up when it never answers', async () => {
    const engine = await engineWith(() => undefined)
    expect(await engine.containers('a=b').catch(String)).to.include("the engine's answer to 'list': not within 50 ms")
  })

  it('says what its clock shows, where it does', async () => {
    const told = await engineWith(() => ({ body: { SystemTime: '2026-11-21T10:00:00.123456789+01:00' } }))
    expect(await told.clock()).to.equal(Date.UTC(2026, 10, 21, 9, 0, 0, 123))
    await daemon.stop()
    expect(await (await engineWith(() => ({ body: {} }))).clock()).to.equal(undefined)
  })

  it('is given up when it begins to tell what it did, and never ends', async () => {
    const engine = await engineWith((_path, response) => {
      response.writeHead(200).write('{}\n')
      return undefined
    })
    expect(await engine.history('a=b').catch(String)).to.include('not within 50 ms')
  })
})
