import { expect } from 'chai'
import type { LoadAccounting } from '../../src/model/evidence.ts'
import { accountFor, type AccountingInput } from '../../src/load/accounting.ts'
import type { K6Timeline, WallReading } from '../../src/load/timeline.ts'
import { aPlan } from './a-plan.ts'

const at = (ms: number): WallReading => ({ beforeNs: String(ms * 1e6), afterNs: String(ms * 1e6), wallMs: ms })

/** Released at 1,000 ms, first write at 1,010 ms, 200 slots a second. */
const RELEASED = { releaseAsked: at(1_000), releaseReturned: at(1_008) }
/** ... stopped after two seconds, gone 25 ms later. */
const STOPPED: K6Timeline = { ...RELEASED, stopAsked: at(3_010), exited: at(3_035), exitCode: 105 }

/** Of the writes only those that ended around the stop matter: one before, one after it, one without an outcome. */
const ENDED = { completedNs: Float64Array.of(3_009e6, 3_011e6, NaN) }

function account(timeline: K6Timeline, input: Partial<AccountingInput> = {}): LoadAccounting {
  return accountFor({
    plan: aPlan(),
    timeline,
    origin: { monotonicNs: '0', wallMs: 0, bootId: 'b' },
    writes: { started: 402, unfinished: 1, firstSentNs: 1_010e6, table: ENDED },
    summary: { dropped: 0, requests: 401, iterations: 401 },
    clockErrorMs: 1.3,
    ...input,
  })
}

describe('accountFor', () => {
  it('counts the slots until the stop, with those that race start and stop as tolerance', () => {
    expect(account(STOPPED)).to.deep.equal({
      planned: 401, // 2 s × 200/s, and slot 0
      started: 402,
      dropped: 0,
      unfinished: 1,
      tolerance: 8, // (10 ms + 25 ms) × 200/s, and one
      endedAfterStop: 1,
      requestsCounted: 401,
      exitCode: 105,
      endedEarly: false,
      clockErrorMs: 1.3,
    })
  })

  it('can fail: a second of slots that were neither started nor dropped is beyond the tolerance', () => {
    const { planned, started, dropped, tolerance } = account(STOPPED, {
      writes: { started: 202, unfinished: 0, firstSentNs: 1_010e6, table: ENDED },
    })
    expect(planned - started - dropped).to.be.greaterThan(tolerance)
  })

  it('counts dropped slots from the summary', () => {
    expect(account(STOPPED, { summary: { dropped: 30, requests: 371, iterations: 371 } }).dropped).to.equal(30)
  })

  it('counts no more than the planned duration when k6 came to its end by itself', () => {
    const timeline = { ...RELEASED, exited: at(62_000), exitCode: 0 }
    expect(account(timeline)).to.include({ planned: 12_001, tolerance: 3, endedEarly: true, exitCode: 0 })
  })

  it('counts until its death for a k6 that was killed, without a summary', () => {
    const timeline = { ...RELEASED, exited: at(2_010), exitCode: null }
    const accounting = account(timeline, { summary: undefined })
    expect(accounting).to.include({ planned: 201, endedEarly: true, exitCode: null, dropped: 0 })
    expect(accounting).to.not.have.property('requestsCounted')
  })

  it('does not let a k6 that hung at the end blur the planned slots without bound', () => {
    const timeline: K6Timeline = { ...STOPPED, exited: at(13_010), exitCode: null }
    expect(account(timeline).tolerance).to.equal(Math.ceil((0.01 + 0.25) * 200) + 1)
  })

  it('expects from the release on when no write was ever started', () => {
    const nothing = { started: 0, unfinished: 0, firstSentNs: undefined, table: ENDED }
    expect(account(STOPPED, { writes: nothing })).to.include({ started: 0, planned: 401 })
  })

  it('does not let a first write that came late shrink the plan', () => {
    const late = { started: 1, unfinished: 0, firstSentNs: 2_900e6, table: ENDED }
    expect(account(STOPPED, { writes: late }).planned).to.equal(353) // from 1,250 ms on
  })

  it('counts ended iterations of a script without a ledger, and those in flight as tolerance', () => {
    const plan = aPlan({ ledger: false })
    const accounting = account(STOPPED, { plan, summary: { dropped: 0, requests: 1_203, iterations: 398 } })
    expect(accounting).to.include({ planned: 401, started: 398, tolerance: 8 + plan.virtualUsers })
    expect(accounting).to.not.have.property('requestsCounted')
  })

  it('plans nothing when the load was never released', () => {
    expect(account({ exited: at(500), exitCode: 107 })).to.include({ planned: 0, endedEarly: true, exitCode: 107 })
  })
})
