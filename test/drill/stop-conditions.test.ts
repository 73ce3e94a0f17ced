import { expect } from 'chai'
import { setTimeout as sleep } from 'node:timers/promises'
import { StopWatch } from '../../src/drill/stop-conditions.ts'
import type { StopConditions } from '../../src/model/stop-conditions.ts'
import type { LiveStream } from '../../src/report/live.ts'

function watching(conditions: StopConditions) {
  const stops: string[] = []
  const clock = { ms: 0 }
  const watch = new StopWatch({
    conditions,
    judged: new Set(['write']),
    stop: ({ code, text }) => stops.push(`${code}: ${text}`),
    now: () => clock.ms,
  })
  const sample = (atMs: number, stream: Partial<LiveStream>): void => {
    clock.ms = atMs
    watch.onSample([{ id: 'write', perSecond: 50, badShare: 0, ...stream }])
  }
  const begin = (phase: 'warm-up' | 'steady-state' | 'recover' | 'undo'): void =>
    watch.onEvent({ kind: 'phase', phase, state: 'begin' })
  return { stops, watch, sample, begin }
}

describe('stop conditions', () => {
  const LIMITS: StopConditions = { limits: [{ phases: ['steady-state'], errorRate: 0.2, latency: '50ms', over: '2s' }] }

  it('stop when it was too bad for long enough', () => {
    const { stops, sample, begin } = watching(LIMITS)
    begin('steady-state')
    sample(0, { badShare: 0.5 })
    sample(1_900, { badShare: 0.5 })
    expect(stops).to.deep.equal([])
    sample(2_000, { badShare: 0.21 })
    expect(stops).to.deep.equal([
      'stopped: more than 20 % of the probes of write were bad for 2 s in the phase steady-state',
    ])
    sample(9_000, { badShare: 1 })
    expect(stops, 'once').to.have.length(1)
  })

  it('begin anew after a good sample', () => {
    const { stops, sample, begin } = watching(LIMITS)
    begin('steady-state')
    sample(0, { badShare: 0.5 })
    sample(1_500, { badShare: 0.1 })
    sample(2_500, { badShare: 0.5 })
    sample(4_400, { badShare: 0.5 })
    expect(stops).to.deep.equal([])
  })

  it('hold in their phases and on judged streams only', () => {
    const { stops, watch, sample, begin } = watching(LIMITS)
    begin('warm-up')
    sample(0, { badShare: 1 })
    sample(5_000, { badShare: 1 })
    begin('steady-state')
    watch.onSample([{ id: 'inside-a', perSecond: 50, badShare: 1 }])
    sample(5_100, { id: 'inside-a', badShare: 1 })
    sample(9_000, { id: 'inside-a', badShare: 1 })
    expect(stops).to.deep.equal([])
  })

  it('look at the latency, too', () => {
    const { stops, sample, begin } = watching(LIMITS)
    begin('steady-state')
    sample(0, { medianMs: 51 })
    sample(2_000, { medianMs: 60 })
    expect(stops[0]).to.include('median service time of write was above 50ms')
  })

  it('end a drill that takes too long', async () => {
    const { stops, watch } = watching({ longest: '1s' })
    watch.start(990)
    await sleep(50)
    expect(stops).to.deep.equal(['stopped: the drill took longer than 1s'])
  })

  it('count for nothing once the undo has begun', async () => {
    const { stops, watch, begin } = watching({ longest: '1s' })
    watch.start(990)
    begin('undo')
    await sleep(30)
    expect(stops).to.deep.equal([])
  })

  it('ask a team’s own condition, which stops when it fails or hangs', async () => {
    for (const [command, words] of [
      ['exit 3', 'ended with code 3'],
      ['sleep 30', 'did not answer'],
    ] as const) {
      const { stops, begin } = watching({ while: { command, every: '10ms', timeout: '200ms' } })
      begin('steady-state')
      for (let look = 0; look < 100 && stops.length === 0; look++) await sleep(20)
      expect(stops[0], command).to.include(words)
    }
  })

  it('go on while it holds', async () => {
    const { stops, watch, begin } = watching({ while: { command: 'true', every: '10ms' } })
    begin('steady-state')
    await sleep(200)
    watch.end()
    expect(stops).to.deep.equal([])
  })
})
