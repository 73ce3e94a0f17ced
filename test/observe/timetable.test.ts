import { expect } from 'chai'
import * as fc from 'fast-check'
import { type Slot, Timetable } from '../../src/observe/timetable.ts'

describe('Timetable', () => {
  it('plans each slot at σ₀ + i·d, exactly', () => {
    const timetable = new Timetable(1_000, [{ intervalMs: 20 }])
    const slots = takeAll(timetable, 1_000 + 3 * 20e6)
    expect(slots).to.deep.equal([0, 1, 2, 3].map((seq) => ({ stream: 0, seq, scheduledNs: 1_000 + seq * 20e6 })))
  })

  it('gives nothing before it is due', () => {
    const timetable = new Timetable(1_000, [{ intervalMs: 20 }])
    expect(timetable.take(999)).to.equal(undefined)
    expect(timetable.nextDueNs).to.equal(1_000)
  })

  it('starts the streams a fraction of their interval apart', () => {
    const timetable = new Timetable(
      0,
      Array.from({ length: 4 }, () => ({ intervalMs: 20 })),
    )
    expect(takeAll(timetable, 19.9e6).map(({ scheduledNs }) => scheduledNs / 1e6)).to.deep.equal([0, 5, 10, 15])
  })

  it('gives a late caller every slot that it missed, in the order in which they were due', () => {
    const timetable = new Timetable(0, [{ intervalMs: 20 }, { intervalMs: 50 }])
    const slots = takeAll(timetable, 80e6)
    expect(slots.map(({ stream, scheduledNs }) => [stream, scheduledNs / 1e6])).to.deep.equal([
      [0, 0],
      [0, 20],
      [1, 25],
      [0, 40],
      [0, 60],
      [1, 75],
      [0, 80],
    ])
  })

  it('neither skips nor moves a slot, whenever it is asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.double({ min: 0, max: 2e9, noNaN: true }), { maxLength: 30 }),
        (intervals, pausesNs) => {
          const streams = intervals.map((intervalMs) => ({ intervalMs }))
          const patient = takeAll(new Timetable(7, streams), 3e9)
          const timetable = new Timetable(7, streams)
          let nowNs = 0
          const slots = [...pausesNs, 3e9].flatMap((pauseNs) =>
            takeAll(timetable, (nowNs = Math.min(3e9, nowNs + pauseNs))),
          )
          expect(slots).to.deep.equal(patient)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('does not drift: the millionth slot of an interval that is no whole number of nanoseconds', () => {
    const timetable = new Timetable(0, [{ intervalMs: 1 / 3 }])
    let last: Slot | undefined
    for (let slots = 0; slots <= 1_000_000; slots++) last = timetable.take(Infinity)
    expect(last?.scheduledNs).to.equal(1_000_000 * (1e6 / 3))
  })
})

function takeAll(timetable: Timetable, nowNs: number): Slot[] {
  const slots: Slot[] = []
  for (let slot = timetable.take(nowNs); slot !== undefined; slot = timetable.take(nowNs)) slots.push(slot)
  return slots
}
