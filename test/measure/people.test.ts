import { expect } from 'chai'
import { creditedMs, decisionSkipped, lossWithCredit, withCredit } from '../../src/measure/people.ts'
import type { CreditedStep } from '../../src/model/evidence.ts'
import { MS, OK, REFUSED, type StreamPlan, stream, table } from './drill.ts'

const step = (kind: CreditedStep['kind'], ms: number, waited = false): CreditedStep => ({
  text: kind,
  kind,
  ms,
  waited,
})

/** One judged writer from 0 to 3 s, and further ones. */
function writers(answer: StreamPlan['answer'], more: readonly StreamPlan[] = []) {
  const plans = [{ info: stream(), untilMs: 3_000, answer }, ...more]
  return { operations: table(plans), streams: plans.map(({ info }) => info) }
}

describe("people's time", () => {
  it('adds up what was credited, and not what was waited for', () => {
    const steps = [step('decision', 60_000), step('action', 120_000), step('action', 30_000, true)]
    expect(creditedMs(steps, false)).to.equal(180_000)
  })

  it('replaces the credited detection by the measured one', () => {
    const steps = [step('detection', 300_000), step('action', 1_000)]
    expect([creditedMs(steps, false), creditedMs(steps, true)]).to.deep.equal([301_000, 1_000])
  })

  it('moves both ends of the judged time', () => {
    expect(withCredit({ lo: 1, hi: 2 }, 10)).to.deep.equal({ lo: 11, hi: 12 })
    expect(withCredit({ lo: null, hi: null }, 10)).to.deep.equal({ lo: null, hi: null })
  })

  it('lets a take-over come later by what was decided before it, and at most by all that people do', () => {
    const decided = { ...step('decision', 60_000), pending: { fromNs: 1e9, toNs: 2e9 } }
    const after = { ...step('decision', 5_000), pending: { fromNs: 8e9, toNs: 9e9 } }
    const steps = [step('detection', 10_000), decided, after, step('action', 30_000)]
    const cutOver = { lo: 3e9, hi: 4e9 }
    expect(lossWithCredit({ lo: 2, hi: 3 }, steps, cutOver, false)).to.deep.equal({ lo: 72, hi: 108 })
    expect(lossWithCredit({ lo: 2, hi: 3 }, steps, cutOver, true)).to.deep.equal({ lo: 62, hi: 98 })
    expect(lossWithCredit({ lo: 2, hi: null }, [], cutOver, true)).to.deep.equal({ lo: 2, hi: null })
  })

  it('finds a decision for which nobody waited', () => {
    const { operations, streams } = writers(() => OK)
    expect(decisionSkipped([step('action', 1), step('decision', 2)], operations, streams)?.ms).to.equal(2)
    expect(decisionSkipped([step('action', 1), step('decision', 2, true)], operations, streams)).to.equal(undefined)
  })

  describe('a decision that was pending from 1 s to 2 s, credited and not waited for', () => {
    const pending = { fromNs: 1_000 * MS, toNs: 2_000 * MS }
    const decision = { ...step('decision', 60_000), pending }
    const skipped = (answer: StreamPlan['answer'], more: readonly StreamPlan[] = []): boolean => {
      const { operations, streams } = writers(answer, more)
      return decisionSkipped([decision], operations, streams) !== undefined
    }
    const downIn = (fromMs: number, toMs: number) => (atMs: number) => (atMs > fromMs && atMs < toMs ? REFUSED : OK)

    it('cost nothing where nobody was told meanwhile that a write was done', () => {
      expect(skipped(downIn(500, 2_500))).to.equal(false)
    })

    it('may have cost writes where one was', () => {
      expect(skipped(downIn(1_100, 2_500))).to.equal(true)
      expect(skipped(downIn(500, 1_900))).to.equal(true)
    })

    it('may have cost writes that a client behind the cut was told of', () => {
      const inside = stream({ id: 'inside-a', judged: false })
      expect(skipped(downIn(500, 2_500), [{ info: inside, untilMs: 3_000, answer: () => OK }])).to.equal(true)
    })

    it('counts a write by its acknowledgement, whenever it was sent', () => {
      const late: StreamPlan['answer'] = (atMs) =>
        atMs === 400 ? { outcome: 'ok', tookMs: 800 } : downIn(380, 2_500)(atMs)
      expect(skipped(late)).to.equal(true)
    })

    it('is not excused where a judged writer did not ask', () => {
      expect(skipped((atMs) => (atMs > 500 && atMs < 2_500 ? undefined : OK))).to.equal(true)
      const { operations } = writers(downIn(500, 2_500))
      expect(decisionSkipped([decision], operations, [stream({ judged: false })])).to.equal(decision)
    })
  })
})
