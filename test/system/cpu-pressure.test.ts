import { expect } from 'chai'
import { parsePressure } from '../../src/system/cpu-pressure.ts'

describe('parsePressure', () => {
  it('takes the time in which some task waited, not the one in which all did', () => {
    const text =
      'some avg10=1.50 avg60=0.75 avg300=0.26 total=158761459\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n'
    expect(parsePressure(text)).to.equal(158_761_459)
  })

  it('says nothing of what it cannot read', () => {
    expect(parsePressure('')).to.equal(undefined)
    expect(parsePressure('full avg10=0.00 total=7\n')).to.equal(undefined)
  })
})
