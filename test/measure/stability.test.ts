import { expect } from 'chai'
import { stableAt } from '../../src/measure/stability.ts'
import { MS, probes } from './drill.ts'

const RULES = { windowProbes: 73, availability: 0.95, holdDownMs: 400 }

const isStable = (...args: Parameters<typeof stableAt>): boolean => stableAt(...args) !== undefined

describe('stableAt', () => {
  // The helper observes for another 2 s after the last probe of a pattern.
  it('needs a whole window whose Wilson lower limit reaches the level', () => {
    expect(isStable(probes('.'.repeat(72)), 0, 72, RULES)).to.equal(false)
    expect(isStable(probes('.'.repeat(73)), 0, 73, RULES)).to.equal(true)
    expect(isStable(probes(`${'.'.repeat(72)}x`), 0, 73, RULES)).to.equal(false)
  })

  it('says when the window and the hold-down were over', () => {
    expect(stableAt(probes('.'.repeat(80)), 0, 80, RULES)).to.equal((72 * 20 + 5 + 400) * MS)
  })

  it('lets the window slide past a single bad probe', () => {
    expect(isStable(probes(`..x${'.'.repeat(73)}`), 0, 76, RULES)).to.equal(true)
  })

  it('needs the hold-down without a further episode', () => {
    const run = '.'.repeat(73)
    expect(isStable(probes(`${run}${'.'.repeat(15)}xxx`), 0, 88, RULES)).to.equal(false)
    expect(isStable(probes(`${run}${'.'.repeat(25)}xxx`), 0, 98, RULES)).to.equal(true)
  })

  it('needs the observation to outlast the hold-down', () => {
    expect(isStable(probes('.'.repeat(73)), 0, 73, { ...RULES, holdDownMs: 3_000 })).to.equal(false)
  })
})
