import { expect } from 'chai'
import * as fc from 'fast-check'
import { roundMs, roundOutward } from '../../src/report/round.ts'

describe('rounding', () => {
  it('keeps what has three digits', () => {
    expect(roundOutward({ lo: 612.4, hi: 701.9 })).to.deep.equal({ lo: 612.4, hi: 701.9 })
    expect(roundOutward({ lo: 702.3, hi: 702.3 })).to.deep.equal({ lo: 702.3, hi: 702.3 })
  })

  it('rounds outward, so that the truth stays inside', () => {
    expect(roundOutward({ lo: 1.0006, hi: 1.0004 })).to.deep.equal({ lo: 1, hi: 1.001 })
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(value, (exact) => {
        const { lo, hi } = roundOutward({ lo: exact, hi: exact })
        expect(lo).to.be.at.most(exact + 1e-7)
        expect(hi).to.be.at.least(exact - 1e-7)
      }),
    )
  })

  it('keeps an open end open', () => {
    expect(roundOutward({ lo: null, hi: null })).to.deep.equal({ lo: null, hi: null })
    expect(roundMs(null)).to.equal(null)
    expect(roundMs(1.23456)).to.equal(1.235)
  })
})
