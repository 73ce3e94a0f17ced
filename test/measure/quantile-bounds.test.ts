import { expect } from 'chai'
import { quantileBounds, valuesNeeded } from '../../src/measure/quantile-bounds.ts'
import { Random } from '../calibrate/random.ts'

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)

describe('quantileBounds', () => {
  it('has an upper bound of a p95 from 59 values on, and of a p99 from 299', () => {
    expect(quantileBounds(upTo(58), 0.95).hi).to.equal(null)
    expect(quantileBounds(upTo(59), 0.95).hi).to.equal(59)
    expect(quantileBounds(upTo(298), 0.99).hi).to.equal(null)
    expect(quantileBounds(upTo(299), 0.99).hi).to.equal(299)
    expect([valuesNeeded(0.95), valuesNeeded(0.99)]).to.deep.equal([59, 299])
  })

  it('agrees with the table of binomial limits for a median', () => {
    // P(X ≥ 15) = 2.1 %, P(X ≥ 14) = 5.8 % for X binomial (20, 1/2).
    expect(quantileBounds(upTo(20), 0.5)).to.deep.equal({ lo: 6, hi: 15 })
  })

  it('knows nothing from nothing', () => {
    expect(quantileBounds([], 0.95)).to.deep.equal({ lo: null, hi: null })
  })

  it('holds the truth in at least 95 of 100 samples, on each side', () => {
    const random = new Random(7)
    let [above, below] = [0, 0]
    for (let run = 0; run < 500; run++) {
      const { lo, hi } = quantileBounds(
        upTo(400).map(() => random.share()),
        0.99,
      )
      if (hi !== null && hi < 0.99) above++
      if (lo !== null && lo > 0.99) below++
    }
    // 5 % of 500 and three standard deviations.
    expect(above).to.be.at.most(40)
    expect(below).to.be.at.most(40)
    expect(above + below).to.be.above(0)
  })
})
