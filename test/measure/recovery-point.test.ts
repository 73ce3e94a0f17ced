import { expect } from 'chai'
import type { Loss } from '../../src/measure/loss.ts'
import { rpaSeconds } from '../../src/measure/recovery-point.ts'
import { judge } from '../../src/measure/judge.ts'
import { evidence } from './drill.ts'

const { writes } = judge(evidence()).measurements
const ONSET = { lo: 10e9, hi: 10.04e9 }

function loss(lost: number | null, times: Partial<Loss> = {}): Loss {
  return {
    counts: { ...writes, lost },
    oldestLostNs: undefined,
    newestLostNs: undefined,
    newestKeptNs: undefined,
    ...times,
  }
}

describe('rpaSeconds', () => {
  it('is unknown when the loss is', () => {
    expect(rpaSeconds(loss(null), ONSET)).to.deep.equal({ lo: null, hi: null })
  })

  it('is bounded by the oldest lost acknowledgement and the newest survivor before it', () => {
    const found = rpaSeconds(loss(2, { oldestLostNs: 9.5e9, newestLostNs: 9.9e9, newestKeptNs: 9.44e9 }), ONSET)
    expect(found.lo).to.be.closeTo(0.5, 1e-9)
    expect(found.hi).to.be.closeTo(0.6, 1e-9)
  })

  it('is never below 0', () => {
    expect(rpaSeconds(loss(1, { oldestLostNs: 10.01e9, newestLostNs: 10e9, newestKeptNs: 9.9e9 }), ONSET).lo).to.equal(
      0,
    )
  })

  it('without loss still has an upper end: nothing was written after the newest survivor', () => {
    const { lo, hi } = rpaSeconds(loss(0, { newestKeptNs: 9.98e9 }), ONSET)
    expect(lo).to.equal(0)
    expect(hi).to.be.closeTo(0.06, 1e-9)
  })

  it('has no upper end when no write survived, or when one was lost that was sent after the onset', () => {
    expect(rpaSeconds(loss(2, { oldestLostNs: 9.5e9, newestLostNs: 9.9e9 }), ONSET).hi).to.equal(null)
    expect(rpaSeconds(loss(2, { oldestLostNs: 9.5e9, newestLostNs: 11e9, newestKeptNs: 9e9 }), ONSET).hi).to.equal(null)
  })
})
