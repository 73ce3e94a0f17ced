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

  it('counts its members, each once', () => {
    const set = new Bitset()
    for (const value of [3, 31, 63, 5_000, 31]) set.add(value)
    expect(set.size).to.equal(4)
  })
})
