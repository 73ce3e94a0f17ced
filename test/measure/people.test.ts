import { expect } from 'chai'
import { creditedMs, decisionSkipped, withCredit } from '../../src/measure/people.ts'
import type { CreditedStep } from '../../src/model/evidence.ts'

const step = (kind: CreditedStep['kind'], ms: number, waited = false): CreditedStep => ({
  text: kind,
  kind,
  ms,
  waited,
})

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

  it('finds a decision for which nobody waited', () => {
    expect(decisionSkipped([step('action', 1), step('decision', 2)])?.ms).to.equal(2)
    expect(decisionSkipped([step('action', 1), step('decision', 2, true)])).to.equal(undefined)
  })
})
