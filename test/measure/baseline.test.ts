import { expect } from 'chai'
import { baselineOf, baselineSpan, sendLag, serviceTimeBound } from '../../src/measure/baseline.ts'
import { probesOf } from '../../src/measure/probes.ts'
import { MS, probes, stream, table } from './drill.ts'

describe('the baseline', () => {
  it('is the share of bad probes in the steady-state phase', () => {
    const all = probes(`xx${'.'.repeat(98)}xxxx`)
    expect(baselineOf(all, { fromNs: 20 * MS, toNs: 2_000 * MS })).to.deep.equal({
      operations: 99,
      bad: 1,
      badShare: 1 / 99,
      p99Ns: 5 * MS,
    })
    expect(baselineOf(all, undefined)).to.include({ operations: 0, badShare: 0, p99Ns: null })
  })

  it('ends τ before the first injection: a probe in flight may have been hit', () => {
    const span = { fromNs: 0, toNs: 900 }
    expect(baselineSpan(span, 1_000, 250)).to.deep.equal({ fromNs: 0, toNs: 750 })
    expect(baselineSpan(span, 2_000, 250)).to.deep.equal(span)
    expect(baselineSpan(span, undefined, 250)).to.equal(span)
  })

  it('adds the longest send lag to the longest good service time', () => {
    const info = stream()
    const answer = (ms: number, seq: number): { outcome: 'ok'; tookMs: number; sentMs: number } => ({
      outcome: 'ok',
      tookMs: [5, 12, 400, 30][seq] ?? 5,
      sentMs: ms + ([0, 3, 0, 9][seq] ?? 0),
    })
    const all = probesOf(table([{ info, untilMs: 100, answer }]), [info], 0, 250, 5_000 * MS)
    expect(serviceTimeBound(all, [{ from: 0, to: 3 }])).to.equal(15 * MS)
    expect(
      serviceTimeBound(all, [
        { from: 0, to: 1 },
        { from: 3, to: 5 },
      ]),
    ).to.equal(39 * MS)
    expect(serviceTimeBound(all, [{ from: 2, to: 3 }])).to.equal(undefined)
    expect(sendLag(all)).to.deep.equal({ max: 9 * MS, p999: 9 * MS })
  })
})
