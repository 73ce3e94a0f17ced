import { expect } from 'chai'
import { Bitset } from '../../src/measure/bitset.ts'

describe('Bitset', () => {
  it('says whether a member was there before, at every bit of a word', () => {
    const set = new Bitset()
    for (const value of [0, 1, 31, 32, 1_000_000]) {
      expect(set.has(value)).to.equal(false)
      expect(set.add(value)).to.equal(false)
      expect(set.add(value)).to.equal(true)
      expect(set.has(value)).to.equal(true)
    }
    expect(set.has(30)).to.equal(false)
  })

  it('counts what another set lacks, also beyond its end', () => {
    const [all, some] = [new Bitset(), new Bitset()]
    for (const value of [3, 31, 63, 5_000]) all.add(value)
    some.add(31)
    expect(all.countWithout(some)).to.equal(3)
    expect(some.countWithout(all)).to.equal(0)
  })
})
