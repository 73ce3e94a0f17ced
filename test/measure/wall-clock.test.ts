import { expect } from 'chai'
import { wallClockStepMs } from '../../src/measure/wall-clock.ts'

const origin = { monotonicNs: '0', wallMs: 1_000_000, bootId: 'test' }

describe('wallClockStepMs', () => {
  it('tells a step from slewing', () => {
    expect(wallClockStepMs(origin, { monotonicNs: 100e9, wallMs: 1_100_080 })).to.equal(undefined)
    expect(wallClockStepMs(origin, { monotonicNs: 100e9, wallMs: 1_100_500 })).to.equal(500)
    expect(wallClockStepMs(origin, { monotonicNs: 100e9, wallMs: 1_098_000 })).to.equal(-2_000)
    expect(wallClockStepMs(origin, undefined)).to.equal(undefined)
  })
})
