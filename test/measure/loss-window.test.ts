import { expect } from 'chai'
import type { Loss } from '../../src/measure/loss.ts'
import { UNKNOWN } from '../../src/model/interval.ts'
import { cutOverOf, lossWindowSeconds } from '../../src/measure/loss-window.ts'

const lossOf = (given: Partial<Omit<Loss, 'counts'>>, lost: number | null = 1): Loss =>
  ({ counts: { lost }, oldestLostNs: undefined, newestLostNs: undefined, newestKeptNs: undefined, ...given }) as Loss

describe('lossWindowSeconds', () => {
  it('reaches from the recovery point to the cut-over', () => {
    // The backup holds what was sent until 2 s; the oldest lost write was acknowledged at 2.5 s; cut-over at 60 to 61 s.
    const loss = lossOf({ oldestLostNs: 2.5e9, newestLostNs: 50e9, newestKeptNs: 2e9 })
    expect(lossWindowSeconds(loss, { lo: 60e9, hi: 61e9 })).to.deep.equal({ lo: 57.5, hi: 59 })
  })

  it('is not bounded by the cut-over where later writes are lost, too', () => {
    const zombie = lossOf({ oldestLostNs: 2.5e9, newestLostNs: 62e9, newestKeptNs: 2e9 })
    expect(lossWindowSeconds(zombie, { lo: 60e9, hi: 61e9 })).to.deep.equal({ lo: 57.5, hi: null })
  })

  it('stays unknown where it is', () => {
    expect(lossWindowSeconds(lossOf({}, null), { lo: 60e9, hi: 61e9 })).to.deep.equal({ lo: null, hi: null })
    expect(lossWindowSeconds(lossOf({ newestKeptNs: 59e9 }, 0), { lo: 60e9, hi: 61e9 })).to.deep.equal(UNKNOWN)
    const nothingKept = lossOf({ oldestLostNs: 1e9, newestLostNs: 2e9 })
    expect(lossWindowSeconds(nothingKept, { lo: null, hi: 61e9 })).to.deep.equal({ lo: 0, hi: null })
  })
})

describe('cutOverOf', () => {
  const event = (kind: string, fromS: number) => ({
    kind,
    component: 'db',
    at: { lo: fromS * 1e9, hi: fromS * 1e9 + 1e8 },
  })
  const fault = { lo: 10e9, hi: 10.1e9 }

  it('is the first move of the writers after the fault, or else the promotion', () => {
    const promoted = [event('endpoint-moved', 1), event('primary-lost', 11), event('promoted', 12)]
    expect(cutOverOf(promoted, fault)).to.deep.equal({ lo: 12e9, hi: 12.1e9 })
    const moved = [...promoted, event('endpoint-moved', 13), event('endpoint-moved', 30)]
    expect(cutOverOf(moved, fault)).to.deep.equal({ lo: 13e9, hi: 13.1e9 })
    expect(cutOverOf([event('primary-lost', 11)], fault)).to.equal(undefined)
  })
})
