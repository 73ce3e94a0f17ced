import { expect } from 'chai'
import { array, assert, integer, nat, property, tuple } from 'fast-check'
import { mapWallClock } from '../../src/load/wall-clock.ts'
import type { WallReading } from '../../src/load/timeline.ts'

const origin = { monotonicNs: '5000000000', wallMs: 0, bootId: 'b' }

/** A reading of a wall clock whose true offset to the monotonic clock is known. */
function reading(monotonicNs: number, offsetNs: number, gapNs: number): WallReading {
  const before = 5_000_000_000 + monotonicNs
  return {
    beforeNs: String(before),
    afterNs: String(before + gapNs),
    wallMs: Math.floor((monotonicNs + gapNs / 2 - offsetNs) / 1e6),
  }
}

describe('mapWallClock', () => {
  it('knows an instant to two milliseconds from one reading', () => {
    const clock = mapWallClock([{ beforeNs: '5000000000', afterNs: '5000000000', wallMs: 700 }], origin)
    expect(clock.errorMs).to.equal(2)
    expect([clock.earliestNs(710), clock.latestNs(710)]).to.deep.equal([9e6, 11e6])
  })

  it('holds the truth between its bounds, and narrows them with every reading', () => {
    assert(
      property(
        array(tuple(nat(1e9), nat(3e6)), { minLength: 1, maxLength: 6 }),
        integer({ min: -1e9, max: 1e9 }),
        nat(1e9),
        (times, offsetNs, eventNs) => {
          const readings = times.map(([monotonicNs, gapNs]) => reading(monotonicNs, offsetNs, gapNs))
          const clock = mapWallClock(readings, origin)
          const seen = Math.floor((eventNs - offsetNs) / 1e6)
          expect(clock.earliestNs(seen)).to.be.at.most(eventNs)
          expect(clock.latestNs(seen)).to.be.at.least(eventNs)
          expect(clock.errorMs).to.be.closeTo((clock.latestNs(seen) - clock.earliestNs(seen)) / 1e6, 1e-6)
          expect(clock.errorMs).to.be.at.most(mapWallClock(readings.slice(0, 1), origin).errorMs)
        },
      ),
    )
  })

  it('takes a step of the wall clock into its error', () => {
    const stepped = [reading(0, 0, 1_000), reading(1e9, -3_000e6, 1_000)]
    expect(mapWallClock(stepped, origin).errorMs).to.be.greaterThan(3_000)
  })

  it('maps nothing without a reading', () => {
    expect(() => mapWallClock([], origin)).to.throw(RangeError)
  })
})
