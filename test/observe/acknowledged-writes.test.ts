import { expect } from 'chai'
import { AcknowledgedWrites, NOTHING_DEMANDED } from '../../src/observe/acknowledged-writes.ts'

describe('AcknowledgedWrites', () => {
  it('demands nothing before the first acknowledgement, and nothing for other writers', () => {
    const writes = new AcknowledgedWrites(0)
    expect(writes.newestAt('a', 10)).to.equal(NOTHING_DEMANDED)
    writes.add('a', 0, 5)
    expect(writes.newestAt('b', 10)).to.equal(NOTHING_DEMANDED)
    expect(writes.newestAt('a', 10)).to.equal(0)
  })

  it('demands the highest seq, also when acknowledgements come out of order', () => {
    const writes = new AcknowledgedWrites(0)
    writes.add('a', 7, 1)
    writes.add('a', 5, 2)
    expect(writes.newestAt('a', 3)).to.equal(7)
  })

  it('demands what was acknowledged so long ago as the staleness allows', () => {
    const writes = new AcknowledgedWrites(100)
    for (let seq = 0; seq <= 50; seq++) writes.add('a', seq, seq * 10)
    expect(writes.newestAt('a', 500)).to.equal(50)
    expect(writes.newestAt('a', 500 - 100)).to.equal(40)
    expect(writes.newestAt('a', 500 - 95)).to.equal(40)
  })

  it('demands nothing when the only acknowledgement is too young', () => {
    const writes = new AcknowledgedWrites(100)
    writes.add('a', 3, 450)
    expect(writes.newestAt('a', 400)).to.equal(NOTHING_DEMANDED)
  })
})
