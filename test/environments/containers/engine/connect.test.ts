import { expect } from 'chai'
import {
  EngineMissingError,
  reconnectEngine,
  WrongEngineError,
} from '../../../../src/environments/containers/engine/connect.ts'
import { FakeDaemon } from '../fake-daemon.ts'
import { FakeEngine } from '../fake-engine.ts'

const nowhere = async (): Promise<never> => {
  throw new EngineMissingError('no container engine answers')
}

describe('engine of a drill', () => {
  const running: FakeDaemon[] = []

  const daemon = async (...ids: readonly string[]): Promise<FakeDaemon> => {
    let times = 0
    const started = await FakeDaemon.start(() => ({
      body: { ID: ids[times++ % ids.length], Name: 'host', DockerRootDir: '/data', ServerVersion: '29' },
    }))
    running.push(started)
    return started
  }

  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()))
  })

  it('is found at its address', async () => {
    const engine = await reconnectEngine((await daemon('A')).address('A'), { find: nowhere })
    expect(engine).to.include({ version: '29', host: '127.0.0.1' })
  })

  it("is found whatever the rescuer's own DOCKER_HOST says", async () => {
    const before = process.env['DOCKER_HOST']
    process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:9'
    try {
      const engine = await reconnectEngine((await daemon('A')).address('A'), { find: nowhere })
      expect(engine.address.identity).to.equal('A')
    } finally {
      if (before === undefined) delete process.env['DOCKER_HOST']
      else process.env['DOCKER_HOST'] = before
    }
  })

  it('is found twice by a process that clears up after two drills', async () => {
    const [one, other] = await Promise.all([daemon('A'), daemon('B')])
    expect((await reconnectEngine(one.address('A'), { find: nowhere })).address.identity).to.equal('A')
    expect((await reconnectEngine(other.address('B'), { find: nowhere })).address.identity).to.equal('B')
  })

  it('is not taken for another engine at its old address', async () => {
    const address = (await daemon('B')).address('A')
    const error = await reconnectEngine(address, { find: nowhere }).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(WrongEngineError)
    expect(String(error))
      .to.include(`the drill ran on engine A at ${address.dockerHost}`)
      .and.include('leads to engine B')
  })

  it('is found where it is now, after it has moved', async () => {
    const moved = new FakeEngine()
    const gone = { ...moved.address, dockerHost: 'unix:///nowhere.sock' }
    expect(await reconnectEngine(gone, { find: async () => moved })).to.equal(moved)
    const error = await reconnectEngine({ ...gone, identity: 'A' }, { find: async () => moved }).catch(String)
    expect(error).to.include('WrongEngineError').and.include('unix:///fake.sock leads to engine FAKE')
  })

  it('is one engine also where it makes up an id whenever it is asked', async () => {
    const engine = await reconnectEngine((await daemon('1', '2', '3')).address('host:/data'), { find: nowhere })
    expect(engine.address.identity).to.equal('host:/data')
  })

  it('is given up when it accepts and never answers', async () => {
    const hung = await FakeDaemon.start(() => undefined)
    running.push(hung)
    const error = await reconnectEngine(hung.address('A'), { find: nowhere, timeoutMs: 50 }).catch(String)
    expect(error).to.include('not within 50 ms')
  })

  it('keeps no process alive that has given it up', async () => {
    const hung = await FakeDaemon.start(() => undefined)
    running.push(hung)
    const before = process.getActiveResourcesInfo()
    await reconnectEngine(hung.address('A'), { find: nowhere, timeoutMs: 50 }).catch(() => {})
    const pipes = (all: readonly string[]): number => all.filter((name) => name === 'PipeWrap').length
    expect(pipes(process.getActiveResourcesInfo())).to.equal(pipes(before))
  })
})
