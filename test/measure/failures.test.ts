import { expect } from 'chai'
import { doubtsOf, failuresOf } from '../../src/measure/failures.ts'
import type { WriteCounts } from '../../src/model/judgement.ts'

const NONE = { holes: 0, seenThenLost: 0, phantoms: 0, corrupt: 0, abortedButApplied: 0 } as unknown as WriteCounts

describe('failuresOf', () => {
  for (const [counter, code] of [
    ['holes', 'writes-holed'],
    ['seenThenLost', 'seen-then-lost'],
    ['phantoms', 'phantom-writes'],
    ['corrupt', 'corrupt-content'],
  ] as const) {
    it(`${counter} fail always, unless the scenario expects them by name`, () => {
      const counts = { ...NONE, [counter]: 3 }
      expect(failuresOf(counts, [], 0).failures.map((reason) => reason.code)).to.deep.equal([code])
      const { failures, expected } = failuresOf(counts, [], 0, [code])
      expect(failures).to.deep.equal([])
      expect(expected.map((reason) => reason.code)).to.deep.equal([code])
      expect(expected[0]?.text).to.match(/^3 /)
    })
  }

  it('finds nothing in what was not measured', () => {
    const unknown = { holes: null, seenThenLost: null, phantoms: null, corrupt: null } as WriteCounts
    expect(failuresOf(unknown, [], 0)).to.deep.equal({ failures: [], expected: [] })
  })
})

describe('doubtsOf', () => {
  it('doubts our own classification when a failed write is there', () => {
    expect(doubtsOf(NONE)).to.deep.equal([])
    expect(doubtsOf({ ...NONE, abortedButApplied: 1 })[0]?.code).to.equal('aborted-but-applied')
  })
})
