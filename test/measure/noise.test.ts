import { expect } from 'chai'
import { noiseOf } from '../../src/measure/noise.ts'
import type { NoiseSample } from '../../src/model/noise.ts'
import { evidence, MS } from './drill.ts'

const sample = (second: number, given: Partial<NoiseSample> = {}): NoiseSample => ({
  atNs: second * 1e9,
  wallMs: 50_000 + second * 1_000,
  loopDelayNs: 2 * MS,
  cpuPressure: 0.1,
  loadPerCpu: 0.5,
  ...given,
})

describe('noiseOf', () => {
  it('sums up what was recorded', () => {
    const drill = evidence({
      noise: [sample(1), sample(2, { cpuPressure: 0.5, loopDelayNs: 30 * MS, loadPerCpu: 1.5 })],
      loopDelays: [
        { atNs: 1e9, maxNs: 4 * MS },
        { atNs: 2e9, maxNs: 9 * MS },
      ],
      blindWindows: [
        { fromNs: 1e9, toNs: 1e9 + 30 * MS },
        { fromNs: 3e9, toNs: 3e9 + 50 * MS },
        // After the observation: the prober's own ending.
        { fromNs: 21e9, toNs: 22e9 },
      ],
    })
    const noise = noiseOf(drill, [])
    expect(noise.cpuPressure).to.deep.equal({ mean: 0.3, max: 0.5 })
    expect(noise.loadPerCpu).to.deep.equal({ mean: 1, max: 1.5 })
    expect(noise).to.include({ proberLoopDelayMaxMs: 9, harnessLoopDelayMaxMs: 30 })
    expect(noise).to.include({ blindWindows: 2, blindMs: 80, longestBlindMs: 50 })
    expect(noise.wallClockSteps).to.deep.equal([])
  })

  it('finds every step of the wall clock, also two that cancel each other', () => {
    const noise = [sample(1), sample(2, { wallMs: 53_000 }), sample(3), sample(4)]
    expect(noiseOf(evidence({ noise }), []).wallClockSteps).to.deep.equal([
      { at: { lo: 1_000, hi: 2_000 }, ms: 1_000 },
      { at: { lo: 2_000, hi: 3_000 }, ms: -1_000 },
    ])
  })

  it('says what was not recorded', () => {
    const noise = noiseOf(evidence({ noise: [sample(1, { cpuPressure: null })] }), [])
    expect([noise.cpuPressure, noise.proberLoopDelayMaxMs]).to.deep.equal([null, null])
    expect(noiseOf(evidence(), []).loadPerCpu).to.equal(null)
  })
})
