import { expect } from 'chai'
import * as fc from 'fast-check'
import { expandRanges, toRanges } from '../../src/observe/write-ranges.ts'

describe('write ranges', () => {
  it('make one range of consecutive seqs, and one of each stretch of duplicates', () => {
    expect(toRanges(Uint32Array.of(0, 1, 2, 5, 5, 6, 6, 7))).to.deep.equal([
      { lo: 0, hi: 2, copies: 1 },
      { lo: 5, hi: 6, copies: 2 },
      { lo: 7, hi: 7, copies: 1 },
    ])
  })

  it('hold nothing when there is nothing', () => {
    expect(toRanges(new Uint32Array())).to.deep.equal([])
    expect(expandRanges([])).to.deep.equal(new Uint32Array())
  })

  it('hold the largest seq', () => {
    expect(expandRanges([{ lo: 0xffff_fffe, hi: 0xffff_ffff, copies: 1 }])).to.deep.equal(
      Uint32Array.of(0xffff_fffe, 0xffff_ffff),
    )
  })

  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 })), (seqs) => {
        const sorted = Uint32Array.from(seqs).sort()
        expect(expandRanges(toRanges(sorted))).to.deep.equal(sorted)
      }),
    )
  })
})
