import { expect } from 'chai'
import type { Loss } from '../../src/measure/loss.ts'
import { lossWindowSeconds } from '../../src/measure/loss-window.ts'

const lossOf = (given: Partial<Omit<Loss, 'counts'>>, lost: number | null = 1): Loss =>
  ({ counts: { lost }, oldestLostNs: undefined, newestLostNs: undefined, newestKeptNs: undefined, ...given }) as Loss

describe('lossWindowSeconds', () => {
  it('reaches from the recovery point to the cut-over', () => {
    // The backup holds what was sent until 2 s; the oldest lost write was acknowledged at 2.5 s; cut-over at 60 to 61 s.
    const loss = lossOf({ oldestLostNs: 2.5e9, newestLostNs: 50e9, newestKeptNs: 2e9 })
    expect(lossWindowSeconds(loss, { lo: 60e9, hi: 61e9 })).to.deep.equal({ lo: 57.5, hi: 59 })
  })

  it('is bounded by the newest survivor when nothing was lost, and never says 0', () => {
    expect(lossWindowSeconds(lossOf({ newestKeptNs: 59e9 }, 0), { lo: 60e9, hi: 61e9 })).to.deep.equal({ lo: 0, hi: 2 })
  })

  it('stays unknown where it is', () => {
    expect(lossWindowSeconds(lossOf({}, null), { lo: 60e9, hi: 61e9 })).to.deep.equal({ lo: null, hi: null })
    expect(lossWindowSeconds(lossOf({ oldestLostNs: 1e9 }), { lo: null, hi: 61e9 })).to.deep.equal({ lo: 0, hi: null })
  })
})
