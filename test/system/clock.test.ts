import { expect } from 'chai'
import { bootId, clocksSince, monotonicNow, nowSince, sinceOrigin, takeOrigin } from '../../src/system/clock.ts'

describe('the clock', () => {
  it('counts from the origin, exactly where doubles of the raw clock would not', () => {
    const origin = { monotonicNs: '9007199254740993000', wallMs: 0, bootId: 'test' }
    expect(sinceOrigin(origin, '9007199254740993001')).to.equal(1)
    expect(sinceOrigin(origin, 9007199254740992999n)).to.equal(-1)
  })

  it('never goes back', () => {
    const origin = takeOrigin()
    const first = nowSince(origin)
    const second = sinceOrigin(origin, monotonicNow())
    expect(first).to.be.at.least(0)
    expect(second).to.be.at.least(first)
  })

  it('reads both clocks again when it was put aside in between', () => {
    const origin = takeOrigin()
    // The first pair lies 30 ms apart, the second 10 µs.
    const times = [0, 30e6, 40e6, 40.01e6]
    const walls = [1_030, 1_040]
    const pair = clocksSince(
      origin,
      () => times.shift() ?? NaN,
      () => walls.shift() ?? NaN,
    )
    expect(pair).to.deep.equal({ monotonicNs: 40e6, wallMs: 1_040 })
  })

  it('names this boot, always the same', () => {
    expect(bootId()).to.not.equal('')
    expect(takeOrigin().bootId).to.equal(bootId())
  })
})
