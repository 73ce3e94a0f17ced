import { expect } from 'chai'
import { improbableRun } from '../../src/measure/improbable-run.ts'

describe('improbableRun', () => {
  it('is the smallest k with shareᵏ ≤ 10⁻⁶', () => {
    expect([0, 0.005, 0.01, 0.02, 0.5].map(improbableRun)).to.deep.equal([0, 3, 3, 4, 20])
  })

  it('has no bound when there is no other kind', () => {
    expect(improbableRun(1)).to.equal(Infinity)
  })
})
