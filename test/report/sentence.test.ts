import { expect } from 'chai'
import { UNKNOWN, type Interval } from '../../src/model/interval.ts'
import type { Report } from '../../src/report/schema.ts'
import { sentence } from '../../src/report/sentence.ts'
import { sample } from './sample.ts'

function withRta(report: Report, rtaMs: Interval): Report {
  return { ...report, measurements: { ...report.measurements, rtaMs } }
}

describe('sentence', () => {
  it('says a pass by its upper end, because the pass rests on it', () => {
    expect(sentence(sample('pass'))).to.equal(
      'PASS: recovered in at most 702 ms (612-702 ms) against an RTO of 5 s; 0 of 4,812 acknowledged writes lost.',
    )
  })

  it('says a missed RTO by its lower end, because the fail rests on it', () => {
    expect(sentence(sample('fail'))).to.equal(
      'FAIL: recovered in no less than 6.12 s (6.12-6.25 s) against an RTO of 5 s; 0 of 4,812 acknowledged writes lost.',
    )
  })

  it('puts what voids the measurement before the figures', () => {
    expect(sentence(sample('inconclusive'))).to.equal(
      'INCONCLUSIVE: the load started 91 % of its planned requests, below 95 %; recovered in 4.95-5.04 s, and the RTO of ' +
        '5 s lies inside that interval; 0 of 4,812 acknowledged writes lost.',
    )
  })

  it('names lost writes with their interval, and what failed beside them', () => {
    expect(sentence(sample('lost'))).to.equal(
      'FAIL: recovered in at most 702 ms (612-702 ms) against an RTO of 5 s; 23 of 4,812 acknowledged writes lost ' +
        '(RPA 29-95 ms) against an RPO of 0 s; 2 lost writes are older than a write that survived.',
    )
  })

  it('gives only a lower bound where the service did not recover', () => {
    const text = sentence(sample('not-recovered'))
    expect(text).to.contain(
      'FAIL: had not recovered 15 s after the fault against an RTO of 5 s; data loss not measured',
    )
    expect(text).not.to.contain('0 of')
    expect(text).not.to.match(/recovered in/)
  })

  it('never says that there was no outage, only how long one could have been', () => {
    expect(sentence(sample('no-outage'))).to.contain('no outage longer than 270 ms was seen')
  })

  it('says what was not measured', () => {
    expect(sentence(sample('stopped'))).to.equal(
      'INCONCLUSIVE: the drill was interrupted during warm-up; recovery time not measured; data loss not measured.',
    )
  })

  it("has people's time in the recovery time, as the objective has, and says that nobody measured it", () => {
    const base = sample('pass')
    const [rto, ...others] = base.objectives
    if (rto === undefined) throw new Error('the sample has no RTO')
    const credited = (target: number, verdict: Report['verdict']): Report => ({
      ...base,
      verdict,
      measurements: { ...base.measurements, creditedMs: 300_000 },
      objectives: [{ ...rto, target, verdict, actual: { lo: 300_612, hi: 300_702 } }, ...others],
    })
    expect(sentence(credited(600_000, 'pass'))).to.match(
      /^PASS: recovered in at most 5 min 1 s \([^)]*\) against an RTO of 10 min 0 s, with 5 min 0 s of people's time not measured; /,
    )
    expect(sentence(credited(300_000, 'fail'))).to.match(
      /^FAIL: recovered in no less than 5 min 0 s \([^)]*\) against an RTO of 5 min 0 s, with 5 min 0 s of people's time/,
    )
  })

  it('does not call an unknown upper end a recovery time', () => {
    const blind = withRta({ ...sample('pass'), verdict: 'inconclusive' }, { lo: 612, hi: null })
    expect(sentence(blind)).to.contain('recovery took more than 612 ms, with no upper bound')
  })

  it('says only the upper end where the lower is unknown', () => {
    expect(sentence(withRta(sample('pass'), { lo: null, hi: 702 }))).to.contain('recovered in at most 702 ms against')
  })

  it('leaves the objective out where none was promised', () => {
    const report = { ...sample('pass'), objectives: [] }
    expect(sentence(report)).to.equal(
      'PASS: recovered in at most 702 ms (612-702 ms); 0 of 4,812 acknowledged writes lost.',
    )
  })

  it('does not boast of zero losses where nothing was acknowledged', () => {
    const report = sample('pass')
    const writes = { ...report.measurements.writes, acknowledged: 0 }
    expect(sentence({ ...report, measurements: { ...report.measurements, writes } })).to.contain(
      'no write was acknowledged, so none could be lost',
    )
  })

  it('counts the reasons that it leaves out', () => {
    const report = sample('stopped')
    const reasons = [...report.reasons, { code: 'prober-died' as const, text: 'the prober died' }]
    expect(sentence({ ...report, reasons })).to.match(/\(and 1 further reason\)\.$/)
  })

  it('says "not measured" for a loss that is unknown, with an unknown RTA too', () => {
    const report = withRta(sample('not-recovered'), UNKNOWN)
    expect(sentence(report)).to.contain('had not recovered when the drill gave up against an RTO of 5 s')
  })

  it('speaks of downtime where the moment of the fault is unknown', () => {
    const report = withRta(sample('pass'), UNKNOWN)
    expect(sentence(report)).to.match(/^PASS: was down for [\d., msto-]+ against an RTO of 5 s; /)
  })
})
