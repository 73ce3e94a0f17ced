import { expect } from 'chai'
import { judge } from '../../src/measure/judge.ts'
import type { Interval } from '../../src/model/interval.ts'
import { acknowledged, evidence, finalRead, stream, table, type StreamPlan } from './drill.ts'

// One write stream, d = 20 ms, ℓ* = 15 ms; injection asked 10.000 s, returned 10.140 s.
const plan: StreamPlan = {
  info: stream(),
  untilMs: 25_000,
  answer: (ms, seq) => {
    if (ms >= 10_140 && ms <= 17_380) return { outcome: 'info', tookMs: 1_000 }
    if (ms === 17_400) return { outcome: 'ok', tookMs: 12 }
    if (ms >= 10_000 && ms < 10_140) return { outcome: 'ok', tookMs: 11 }
    return { outcome: 'ok', tookMs: seq % 7 === 0 ? 15 : 10 }
  },
}
// Acknowledgements that completed at 10.091, 10.111 and 10.131 are gone.
const kept = acknowledged(table([plan]), 0, (completedMs) => completedMs < 10_090 || completedMs > 10_132)
const drill = evidence({
  plans: [plan],
  observedUntilNs: 25_000e6,
  clockAtEnd: { monotonicNs: 25_000e6, wallMs: 25_000 },
  objectives: { rtoMs: 8_000, rpoSeconds: 5 },
  finalReads: [finalRead({ 'write-fresh': kept })],
})

function expectInterval(actual: Interval, lo: number, hi: number): void {
  expect(actual.lo).to.be.closeTo(lo, 1e-6)
  expect(actual.hi).to.be.closeTo(hi, 1e-6)
}

describe('the worked example of the measurement note', () => {
  const { measurements, verdict, reasons } = judge(drill)

  it('bounds fault, onset and recovery', () => {
    expect(measurements.serviceTimeMs).to.equal(15)
    expectInterval(measurements.fault, 10_000, 10_140)
    expectInterval(measurements.onset, 10_120, 10_155)
    expectInterval(measurements.recovery, 17_380, 17_412)
  })

  it('bounds RTA and downtime', () => {
    expectInterval(measurements.rtaMs, 7_240, 7_412)
    expectInterval(measurements.downtimeMs, 7_225, 7_292)
  })

  it('finds three lost writes and bounds the recovery point', () => {
    expect(measurements.writes.lost).to.equal(3)
    expect(measurements.writes.lostIds.map(({ seq }) => seq)).to.deep.equal([504, 505, 506])
    expectInterval(measurements.rpaSeconds, 0.029, 0.095)
  })

  it('passes an RTO of 8 s and an RPO of 5 s', () => {
    expect(reasons).to.deep.equal([])
    expect(verdict).to.equal('pass')
  })

  it('adds up: the terms of the width are the width of the RTA interval', () => {
    const sum = measurements.width.reduce((total, { ms }) => total + ms, 0)
    expect(sum).to.be.closeTo((measurements.rtaMs.hi ?? NaN) - (measurements.rtaMs.lo ?? NaN), 1e-6)
  })
})
