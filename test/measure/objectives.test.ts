import { expect } from 'chai'
import { judgeRpo, judgeRto, within, type RtoInput } from '../../src/measure/objectives.ts'
import { judge } from '../../src/measure/judge.ts'
import { evidence } from './drill.ts'

const RTO: RtoInput = {
  targetMs: 1_000,
  actualMs: { lo: 800, hi: 900 },
  hadOutage: true,
  unproven: [],
  flickered: false,
  blindNs: 0,
  width: [
    { term: 'injection', ns: 80e6 },
    { term: 'probe interval', ns: 20e6 },
  ],
}

describe('within', () => {
  it('passes only if all of the interval is within, fails only if all of it is above', () => {
    expect(within({ lo: 1, hi: 5 }, 5)).to.equal('pass')
    expect(within({ lo: 5.1, hi: null }, 5)).to.equal('fail')
    expect(within({ lo: 5, hi: 6 }, 5)).to.equal('inconclusive')
    expect(within({ lo: null, hi: null }, 5)).to.equal('inconclusive')
  })
})

describe('judgeRto', () => {
  it('names the widest term when the objective lies inside the interval', () => {
    const result = judgeRto({ ...RTO, actualMs: { lo: 950, hi: 1_050 } })
    expect(result.verdict).to.equal('inconclusive')
    expect(result.reasons.map(({ code }) => code)).to.deep.equal(['rto-within-interval'])
    expect(result.advice).to.match(/^80 ms of the interval come from the injection/)
  })

  it('rounds outward, as every other figure of the report', () => {
    const inside = judgeRto({ ...RTO, actualMs: { lo: 463.7, hi: 1_004.2 } })
    expect(inside.reasons[0]?.text).to.equal('the objective of 1 s lies inside 463 ms to 1.01 s')
    const above = judgeRto({ ...RTO, targetMs: 100, actualMs: { lo: 463.7, hi: 640.2 } })
    expect(above.reasons[0]?.text).to.equal('RTA is above 100 ms: 463 ms to 641 ms')
  })

  it('says so when it was flickering that made the interval wide', () => {
    const { reasons } = judgeRto({ ...RTO, actualMs: { lo: 950, hi: 1_050 }, flickered: true })
    expect(reasons.map(({ code }) => code)).to.deep.equal(['rto-within-interval', 'flapping'])
  })

  it('not recovered: RTA > x fails only if x is above the objective', () => {
    const never = { ...RTO, unproven: ['read-pooled'] }
    const [late, early] = [
      judgeRto({ ...never, actualMs: { lo: 3_000, hi: null } }),
      judgeRto({ ...never, actualMs: { lo: 500, hi: null } }),
    ]
    expect([late.verdict, early.verdict]).to.deep.equal(['fail', 'inconclusive'])
    for (const { reasons } of [late, early]) {
      expect(reasons[0]?.code).to.equal('not-recovered')
      expect(reasons[0]?.text).to.include('read-pooled')
    }
  })

  it('no bad probe: passes if what could be unseen is within, and says what that is', () => {
    const unseen = { ...RTO, hadOutage: false, actualMs: { lo: 0, hi: 270 } }
    expect(judgeRto(unseen)).to.deep.include({
      verdict: 'pass',
      reasons: [{ code: 'no-effect-seen', text: 'no outage longer than 270 ms' }],
    })
    expect(judgeRto({ ...unseen, targetMs: 200 }).verdict).to.equal('inconclusive')
    expect(judgeRto({ ...unseen, unproven: ['read-pooled'] }).verdict).to.equal('inconclusive')
  })
})

describe('judgeRpo', () => {
  const { writes } = judge(evidence()).measurements
  const loss = (lost: number | null): Parameters<typeof judgeRpo>[1] => ({
    counts: { ...writes, lost },
    oldestLostNs: undefined,
    newestLostNs: undefined,
    newestKeptNs: undefined,
  })
  const seconds = { lo: 0.5, hi: 0.7 }

  it('judges an objective of 0 s on the number of lost writes', () => {
    expect(judgeRpo(0, loss(0), { lo: 0, hi: 0.1 }, undefined)).to.include({ verdict: 'pass', judgedOn: 'writes' })
    expect(judgeRpo(0, loss(1), { lo: 0, hi: 0.1 }, undefined).reasons[0]?.code).to.equal('rpo-exceeded')
  })

  it('judges any other on the interval', () => {
    const verdicts = [1, 0.6, 0.4].map((target) => judgeRpo(target, loss(3), seconds, undefined))
    expect(verdicts.map(({ verdict }) => verdict)).to.deep.equal(['pass', 'inconclusive', 'fail'])
    expect(verdicts[1]?.reasons[0]?.code).to.equal('rpo-within-interval')
    expect(verdicts[1]?.advice).to.be.a('string')
    expect(verdicts[2]?.judgedOn).to.equal('time')
  })

  it('is inconclusive, never 0, when the loss was not measured', () => {
    const why = { code: 'final-read-missing', text: 'it was not read' } as const
    expect(judgeRpo(0, loss(null), { lo: null, hi: null }, why)).to.deep.include({
      verdict: 'inconclusive',
      reasons: [why],
    })
  })
})
