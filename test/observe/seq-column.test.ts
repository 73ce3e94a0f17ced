import { expect } from 'chai'
import { SeqColumn } from '../../src/observe/seq-column.ts'

describe('SeqColumn', () => {
  it('gives back what was pushed, also after it had to grow', () => {
    const seqs = Array.from({ length: 5_000 }, (_, index) => 0xffff_ffff - index)
    const column = new SeqColumn()
    for (const seq of seqs) column.push(seq)
    expect(column.toArray()).to.deep.equal(Uint32Array.from(seqs))
  })

  it('is empty at first', () => {
    expect(new SeqColumn().toArray()).to.have.lengthOf(0)
  })
})
