import { expect } from 'chai'
import { describeObjectives, promisesAnything } from '../../src/scenario/objective-fields.ts'

describe('objective fields', () => {
  it('describes what is promised in one line', () => {
    expect(
      describeObjectives({ rtoMs: 5_000, rpoSeconds: 0, availability: 0.95, timeToRedundancyMs: 60_000 }),
    ).to.equal('RTO 5 s, RPO 0 s, time to redundancy 60 s, availability 95 %')
  })

  it('knows an empty promise', () => {
    expect(promisesAnything({})).to.equal(false)
    expect(promisesAnything({ latency: '5ms' })).to.equal(true)
  })
})
