import { expect } from 'chai'
import { OldestLost } from '../../src/measure/oldest-lost.ts'

describe('OldestLost', () => {
  it('keeps the 100 oldest, oldest first, in whatever order they come', () => {
    const oldest = new OldestLost()
    for (let i = 0; i < 300; i++) oldest.offer((i * 7) % 300, 'w', (i * 7) % 300)
    expect(oldest.ids().map(({ seq }) => seq)).to.deep.equal(Array.from({ length: 100 }, (_, i) => i))
  })
})
