import { expect } from 'chai'
import { sampleStreams } from '../../src/drill/sample.ts'
import type { History } from '../../src/history/format.ts'
import { config, MS, stream, table, type Answer } from '../measure/drill.ts'

/** The last second before 10 s, of one stream that probes every 20 ms. */
function sample(answer: (scheduledMs: number) => Answer | undefined): ReturnType<typeof sampleStreams> {
  const info = stream()
  const history = { header: { streams: [info] }, table: table([{ info, untilMs: 10_000, answer }]) }
  return sampleStreams(history as unknown as History, config(), 10_000 * MS)
}

describe('sampleStreams', () => {
  it('counts what was completed in the last second, and no more', () => {
    expect(sample(() => ({ outcome: 'ok', tookMs: 5 }))).to.deep.equal([
      { id: 'write-fresh', perSecond: 50, badShare: 0, medianMs: 5 },
    ])
  })

  it('counts as bad what is not ok and what is too slow', () => {
    const [half] = sample((ms) => ((ms / 20) % 2 === 0 ? { outcome: 'fail', tookMs: 5 } : { outcome: 'ok', tookMs: 5 }))
    expect(half?.badShare).to.equal(0.5)
    const [slow] = sample(() => ({ outcome: 'ok', tookMs: 400 }))
    expect(slow?.badShare).to.equal(1)
  })

  it('knows no share when nothing was completed', () => {
    const [silent] = sample((ms) => (ms < 8_000 ? { outcome: 'ok' } : { outcome: 'info', tookMs: NaN }))
    expect(silent).to.deep.equal({ id: 'write-fresh', perSecond: 0, badShare: null })
  })
})
