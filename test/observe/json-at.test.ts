import { expect } from 'chai'
import { jsonAt, parseJson } from '../../src/observe/json-at.ts'

describe('jsonAt', () => {
  it('follows names, and finds nothing where there is nothing', () => {
    const value = { data: { items: [1] }, none: null }
    expect(jsonAt(value, 'data.items')).to.deep.equal([1])
    expect(jsonAt(value, '')).to.equal(value)
    expect(['data.other.more', 'none.more', 'data.items.0.x'].map((path) => jsonAt(value, path))).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('parseJson', () => {
  it('takes what is no JSON for nothing', () => {
    expect([parseJson('{"a":1}'), parseJson('<html>')]).to.deep.equal([{ a: 1 }, undefined])
  })
})
