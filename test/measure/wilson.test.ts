import { expect } from 'chai'
import { wilsonLower, windowNeeded } from '../../src/measure/wilson.ts'

describe('wilsonLower', () => {
  it('knows nothing without trials', () => {
    expect(wilsonLower(0, 0)).to.equal(0)
  })

  it('gives the published values', () => {
    // 81 of 263: 0.2553 (R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3).
    expect(wilsonLower(81, 263)).to.be.closeTo(0.2553, 5e-5)
    expect(wilsonLower(15, 148)).to.be.closeTo(0.0624, 5e-5)
    expect(wilsonLower(0, 20)).to.equal(0)
  })

  it('does not collapse to 1 when all were good', () => {
    expect(wilsonLower(381, 381)).to.be.at.least(0.99)
    expect(wilsonLower(380, 380)).to.be.below(0.99)
  })
})

describe('windowNeeded', () => {
  it('is 381 probes for 99 % and 73 for 95 % without background errors', () => {
    expect(windowNeeded(0.99, 0)).to.equal(381)
    expect(windowNeeded(0.95, 0)).to.equal(73)
  })

  it('is some 3,800 for 99 % at 0.5 % background errors', () => {
    expect(windowNeeded(0.99, 0.005)).to.be.within(3_750, 3_950)
  })

  it('does not exist when the baseline is below the level', () => {
    expect(windowNeeded(0.99, 0.01)).to.equal(Infinity)
    expect(windowNeeded(0.99, 0.2)).to.equal(Infinity)
  })
})
