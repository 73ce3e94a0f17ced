import { expect } from 'chai'
import { loadFindings } from '../../src/measure/load-validity.ts'
import type { LoadAccounting } from '../../src/model/evidence.ts'

const GOOD: LoadAccounting = {
  planned: 1_000,
  started: 960,
  dropped: 40,
  unfinished: 10,
  tolerance: 2,
  endedAfterStop: 0,
  requestsCounted: 950,
  exitCode: 105,
  endedEarly: false,
  clockErrorMs: 2,
}
const codes = (given: Partial<LoadAccounting>): string[] =>
  loadFindings({ ...GOOD, ...given }, { loadFloor: 0.95 }).map(({ code }) => code)

describe('loadFindings', () => {
  it('accepts a load that kept its floor and accounts for its requests', () => {
    expect(codes({})).to.deep.equal([])
    expect(codes({ dropped: 42 })).to.deep.equal([])
  })

  it('finds a load below its floor, and one that never ran', () => {
    expect(codes({ started: 949, dropped: 51, requestsCounted: 939 })).to.deep.equal(['load-below-floor'])
    expect(codes({ planned: 0, started: 0, dropped: 0, unfinished: 0, requestsCounted: 0 })).to.deep.equal([
      'load-below-floor',
    ])
  })

  it('finds requests that are unaccounted for, on either side', () => {
    expect(codes({ dropped: 37 })).to.deep.equal(['load-unaccounted'])
    expect(codes({ requestsCounted: 949 })).to.deep.equal(['load-unaccounted'])
  })

  it('does not expect to be counted what ended after the stop', () => {
    expect(codes({ requestsCounted: 940, endedAfterStop: 10 })).to.deep.equal([])
    expect(codes({ requestsCounted: 939, endedAfterStop: 10 })).to.deep.equal(['load-unaccounted'])
  })

  it('finds a load that died', () => {
    expect(codes({ endedEarly: true, exitCode: null })).to.deep.equal(['load-died'])
  })
})
