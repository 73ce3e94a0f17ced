import { expect } from 'chai'
import { FailureCount } from '../../../../src/environments/lab/manager/failure-count.ts'

describe('FailureCount', () => {
  it('is reached by failures in a row', () => {
    const count = new FailureCount(3)
    for (const passed of [false, false, true, false, false]) count.record(passed)
    expect(count.reached).to.equal(false)
    count.record(false)
    expect(count.reached).to.equal(true)
  })

  it('remembers the first failure of the row', () => {
    const count = new FailureCount(2)
    count.record(false)
    const since = count.sinceNs
    count.record(false)
    expect(count.sinceNs).to.equal(since)
    count.reset()
    expect(count.sinceNs).to.not.equal(since)
  })
})
