import { expect } from 'chai'
import { wallClockStepMs, wallClockSteps } from '../../src/measure/wall-clock.ts'

const origin = { monotonicNs: '0', wallMs: 1_000_000, bootId: 'test' }

describe('wallClockStepMs', () => {
  it('tells a step from slewing', () => {
    expect(wallClockStepMs(origin, { monotonicNs: 100e9, wallMs: 1_100_080 })).to.equal(undefined)
    expect(wallClockStepMs(origin, { monotonicNs: 100e9, wallMs: 1_100_500 })).to.equal(500)
    expect(wallClockStepMs(origin, { monotonicNs: 100e9, wallMs: 1_098_000 })).to.equal(-2_000)
    expect(wallClockStepMs(origin, undefined)).to.equal(undefined)
  })
})

describe('wallClockSteps', () => {
  const sample = (second: number, wallMs: number) => ({
    atNs: second * 1e9,
    wallMs,
    loopDelayNs: 0,
    cpuPressure: null,
    loadPerCpu: 0,
  })

  it('finds each step, also two that cancel each other, and takes slewing for none', () => {
    expect(wallClockSteps([sample(1, 1_000), sample(2, 3_000), sample(3, 3_000)])).to.deep.equal([
      { at: { lo: 1_000, hi: 2_000 }, ms: 1_000 },
      { at: { lo: 2_000, hi: 3_000 }, ms: -1_000 },
    ])
    expect(wallClockSteps([sample(1, 1_000), sample(101, 101_060)])).to.deep.equal([])
  })
})
