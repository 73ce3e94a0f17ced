import { expect } from 'chai'
import { durationMs } from '../../../../../src/environments/lab/aws/fis/durations.ts'

describe('durations of FIS', () => {
  it('are in ISO 8601', () => {
    expect(durationMs('PT1M')).to.equal(60_000)
    expect(durationMs('PT90S')).to.equal(90_000)
    expect(durationMs('PT1H2M3S')).to.equal(3_723_000)
    expect(durationMs('PT12H')).to.equal(43_200_000)
  })

  for (const wrong of ['', 'PT', '5m', 'P1D', 'PT5', 'PT59S', 'PT12H1S', 'PT1M1H']) {
    it(`are not '${wrong}'`, () => {
      expect(() => durationMs(wrong))
        .to.throw()
        .with.property('code', 'ValidationException')
    })
  }
})
