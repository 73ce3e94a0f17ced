import { expect } from 'chai'
import { array, assert, double, integer, property, record } from 'fast-check'
import {
  type ClockOffset,
  type DatedAnswer,
  MOST_DOUBT_MS,
  farTime,
  onOurClock,
  withAnswer,
} from '../../src/measure/far-clock.ts'

const offsetOf = (answers: readonly DatedAnswer[]): ClockOffset | undefined =>
  answers.reduce<ClockOffset | undefined>(withAnswer, undefined)

/** What a host whose clock is so far ahead writes into an answer that it makes at an instant of ours. */
const dated = (atMs: number, aheadMs: number): number => Math.floor((atMs + aheadMs) / 1_000) * 1_000

/** Exchanges with a host: how long after the one before, how long each way, and where its answer was made. */
const exchanges = array(
  record({
    pauseMs: double({ min: 0, max: 3_000, noNaN: true }),
    thereMs: double({ min: 0.1, max: 400, noNaN: true }),
    backMs: double({ min: 0.1, max: 400, noNaN: true }),
  }),
  { minLength: 1, maxLength: 60 },
)

/** The clock of the host is so far ahead in the beginning, and drifts by so many parts in a million. */
const clocks = record({
  aheadMs: double({ min: 1.6e12, max: 1.9e12, noNaN: true }),
  ppm: integer({ min: -1_000, max: 1_000 }),
})

/** Plays the exchanges; the truth at an instant of ours is told by the returned function. */
function played(
  { aheadMs, ppm }: { aheadMs: number; ppm: number },
  steps: readonly { pauseMs: number; thereMs: number; backMs: number }[],
) {
  const truth = (atMs: number): number => aheadMs + (atMs * ppm) / 1e6
  let nowMs = 0
  const answers = steps.map(({ pauseMs, thereMs, backMs }) => {
    const sentMs = nowMs + pauseMs
    const madeMs = sentMs + thereMs
    nowMs = madeMs + backMs
    return { sentMs, receivedMs: nowMs, dateMs: dated(madeMs, truth(madeMs)) }
  })
  return { answers, truth, nowMs }
}

/** Doubles of this size are exact to a quarter of a microsecond. */
const EXACT_MS = 1e-2

describe('the clock of another host, by the dates of its answers', () => {
  it('holds the truth, whatever the ways, the pauses and the drift', () => {
    assert(
      property(clocks, exchanges, (clock, steps) => {
        const { answers, truth, nowMs } = played(clock, steps)
        const offset = offsetOf(answers)
        if (offset === undefined) throw new Error('there were answers')
        expect(offset.agreed).to.equal(true)
        expect(truth(nowMs)).to.be.within(offset.lo - EXACT_MS, offset.hi + EXACT_MS)
        const far = farTime(offset, nowMs + 60_000)
        expect(nowMs + 60_000 + truth(nowMs + 60_000)).to.be.within(far.lo - EXACT_MS, far.hi + EXACT_MS)
      }),
    )
  })

  it('dates what the host dates by an interval of ours that holds its true instant', () => {
    assert(
      property(clocks, exchanges, double({ min: -30_000, max: 30_000, noNaN: true }), (clock, steps, agoMs) => {
        const { answers, truth, nowMs } = played(clock, steps)
        const atMs = nowMs + agoMs
        const told = atMs + truth(atMs)
        const ours = onOurClock(offsetOf(answers), { from: told, to: told })
        if (ours === undefined) throw new Error('so much is known')
        expect(atMs).to.be.within(ours.lo - EXACT_MS, ours.hi + EXACT_MS)
      }),
    )
  })

  it('is known as well as its dates are exact', () => {
    const answer = { sentMs: 100, receivedMs: 104, dateMs: 1_000_102, resolutionMs: 1 }
    const { lo, hi } = withAnswer(undefined, answer)
    expect(lo).to.be.closeTo(999_998, 0.01)
    expect(hi).to.be.closeTo(1_000_003, 0.01)
    const rough = withAnswer(undefined, { sentMs: 100, receivedMs: 104, dateMs: 1_000_000 })
    expect(rough.hi - rough.lo).to.be.closeTo(1_004, 0.02)
  })

  it('never knows less by one more answer of the same clock, but for the drift', () => {
    assert(
      property(clocks, exchanges, (clock, steps) => {
        const { answers } = played(clock, steps)
        let before: ClockOffset | undefined
        for (const answer of answers) {
          const now = withAnswer(before, answer)
          const drift = before === undefined ? Infinity : 2 * 1e-3 * (now.atMs - before.atMs)
          if (before !== undefined) expect(now.hi - now.lo).to.be.at.most(before.hi - before.lo + drift + EXACT_MS)
          before = now
        }
      }),
    )
  })

  it('is known to some milliseconds after seconds that end at different instants', () => {
    const aheadMs = 1_700_000_000_250
    const answers = Array.from({ length: 100 }, (_, i) => {
      const sentMs = i * 137
      return { sentMs, receivedMs: sentMs + 4, dateMs: dated(sentMs + 2, aheadMs) }
    })
    const offset = offsetOf(answers)
    expect((offset?.hi ?? NaN) - (offset?.lo ?? NaN)).to.be.lessThan(60)
    expect(aheadMs).to.be.within(offset?.lo ?? NaN, offset?.hi ?? NaN)
    expect(offset?.answers).to.equal(100)
  })

  it('is anywhere in any answer when one clock cannot have given them all', () => {
    const [early, late] = [1_700_000_000_000, 1_700_000_003_000]
    const offset = offsetOf([
      { sentMs: 0, receivedMs: 10, dateMs: early },
      { sentMs: 20, receivedMs: 30, dateMs: late },
      { sentMs: 40, receivedMs: 50, dateMs: early },
    ])
    expect(offset?.agreed).to.equal(false)
    expect(offset?.lo).to.be.at.most(early - 10)
    expect(offset?.hi).to.be.at.least(late + 1_000 - 20)
  })

  it('takes answers in any order', () => {
    const aheadMs = 1_700_000_000_400
    const answers = [900, 100, 500, 300, 700].map((sentMs) => ({
      sentMs,
      receivedMs: sentMs + 350,
      dateMs: dated(sentMs + 1, aheadMs),
    }))
    const offset = offsetOf(answers)
    expect(aheadMs).to.be.within(offset?.lo ?? NaN, offset?.hi ?? NaN)
    expect(offset?.atMs).to.equal(1_250)
  })

  it('dates nothing where it was never heard, or is known too badly', () => {
    const far = { from: 1_700_000_000_000, to: 1_700_000_000_000 }
    expect(onOurClock(undefined, far)).to.equal(undefined)
    const slow = offsetOf([{ sentMs: 0, receivedMs: MOST_DOUBT_MS - 900, dateMs: far.from }])
    expect(slow === undefined ? undefined : onOurClock(slow, far)).to.equal(undefined)
    const quick = offsetOf([{ sentMs: 0, receivedMs: 100, dateMs: far.from }])
    const at = onOurClock(quick, far)
    expect(at?.lo).to.be.closeTo(-1_000, 5)
    expect(at?.hi).to.be.closeTo(100, 5)
  })
})
