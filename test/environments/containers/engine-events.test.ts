import { expect } from 'chai'
import { EngineEvents } from '../../../src/environments/containers/engine-events.ts'
import { monotonicNow } from '../../../src/system/clock.ts'

const nowMs = (): number => Number(BigInt(monotonicNow())) / 1e6

/** An engine whose clock is ahead of this machine's monotonic one. */
class Told {
  aheadMs = 1_700_000_000_000
  clocks = 0
  tell: (json: string) => void = () => {}
  lose: () => void = () => {}
  watched = 0
  knowsTheTime = true

  async watch(_label: string, _events: readonly string[], onEvent: (json: string) => void, onLost: () => void) {
    this.watched += 1
    this.tell = onEvent
    this.lose = onLost
    return () => (this.tell = () => {})
  }

  async clock(): Promise<number | undefined> {
    this.clocks += 1
    return this.knowsTheTime ? Math.floor(nowMs() + this.aheadMs) : undefined
  }

  /** Tells of something that has happened so many milliseconds ago. */
  happened(Action: string, { agoMs = 0, ...more }: { agoMs?: number; [name: string]: unknown } = {}): void {
    const timeNano = (nowMs() + this.aheadMs - agoMs) * 1e6
    const Attributes = { 'com.docker.compose.service': 'web', ...more }
    this.tell(JSON.stringify({ Action, timeNano, Actor: { ID: 'web-id', Attributes } }))
  }
}

describe('events of an engine', () => {
  let engine: Told
  let events: EngineEvents
  beforeEach(async () => {
    engine = new Told()
    events = new EngineEvents(engine, 'project=p')
    await events.watch()
  })
  afterEach(() => events.close())

  it('are placed on our clock, whatever the engine’s own shows, and hold the true instant', async () => {
    const beforeMs = nowMs()
    engine.happened('die', { exitCode: '137' })
    const [died] = await events.told()
    expect(died).to.deep.include({
      action: 'die',
      container: 'web-id',
      service: 'web',
      said: { exitCode: '137' },
    })
    expect(died?.at.lo).to.be.at.most(beforeMs + 1)
    expect(died?.at.hi).to.be.at.least(beforeMs)
    // Two seconds before it was heard is where the engine says that it was.
    engine.happened('start', { agoMs: 2_000 })
    const started = (await events.told())[1]
    expect(started?.at.hi).to.be.lessThan(nowMs() - 1_000)
  })

  it('have not happened after they were heard of', async () => {
    engine.happened('start', { agoMs: -0.5 })
    const heardMs = nowMs()
    const [started] = await events.told()
    expect(started?.at.hi).to.be.at.most(heardMs)
  })

  it('are left out where they cannot be placed: of the future, or by a clock that nobody can ask', async () => {
    engine.happened('start', { agoMs: -60_000 })
    expect(await events.told()).to.deep.equal([])
    const silent = new Told()
    silent.knowsTheTime = false
    const none = new EngineEvents(silent, 'project=p')
    await none.watch()
    silent.happened('start')
    expect(await none.told()).to.deep.equal([])
  })

  it('are those of the life of a part, with what else is said of it', async () => {
    engine.happened('kill', { signal: '15' })
    engine.happened('health_status: unhealthy')
    engine.happened('exec_create: sh -c secret')
    engine.tell('not json')
    engine.tell('{"Action":"die"}')
    engine.happened('die', { 'com.docker.compose.service': undefined })
    expect((await events.told()).map(({ action, said }) => [action, said])).to.deep.equal([
      ['kill', { signal: '15' }],
      ['health_status', { health: 'unhealthy' }],
    ])
  })

  it('are listened to again when the engine ends its answer, and not when nobody wants to know', async () => {
    engine.lose()
    const deadline = performance.now() + 5_000
    while (engine.watched < 2 && performance.now() < deadline) await new Promise((done) => setTimeout(done, 20))
    expect(engine.watched).to.equal(2)
    events.close()
    engine.lose()
    engine.happened('die')
    expect(await events.told()).to.deep.equal([])
  })

  it('are none where the engine tells nothing, and that is no error', async () => {
    const deaf = new EngineEvents({ watch: () => Promise.reject(new Error('no')), clock: async () => 0 }, 'project=p')
    await deaf.watch()
    expect(await deaf.told()).to.deep.equal([])
  })
})
