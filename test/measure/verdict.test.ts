import { expect } from 'chai'
import { giveVerdict, type VerdictInput } from '../../src/measure/verdict.ts'
import { reason } from '../../src/measure/reason.ts'
import type { ObjectiveResult, Verdict } from '../../src/model/verdict.ts'

const objective = (name: 'rto' | 'rpo', verdict: Verdict): ObjectiveResult => ({
  name,
  target: 1,
  unit: name === 'rto' ? 'ms' : 's',
  actual: { lo: 0, hi: 1 },
  verdict,
  reasons: verdict === 'pass' ? [] : [reason(name === 'rto' ? 'rto-exceeded' : 'rpo-exceeded', 'too much')],
})
const broken = { name: 'load', holds: false, text: 'it died', reason: reason('load-died', 'it died') }
const give = (given: Partial<VerdictInput>): ReturnType<typeof giveVerdict> =>
  giveVerdict({ validity: [], objectives: [], failures: [], doubts: [], ...given })

describe('giveVerdict', () => {
  it('passes when every objective does', () => {
    expect(give({ objectives: [objective('rto', 'pass'), objective('rpo', 'pass')] })).to.include({ verdict: 'pass' })
  })

  it('puts fail before inconclusive before pass', () => {
    const [pass, fail, unknown] = (['pass', 'fail', 'inconclusive'] as const).map((verdict) =>
      objective('rto', verdict),
    )
    expect(give({ objectives: [pass, unknown, fail].flatMap((o) => o ?? []) }).verdict).to.equal('fail')
    expect(give({ objectives: [pass, unknown].flatMap((o) => o ?? []) }).verdict).to.equal('inconclusive')
  })

  it('is inconclusive when the drill is not valid, whatever the objectives say, and no objective stays green', () => {
    for (const verdict of ['pass', 'fail'] as const) {
      const given = give({ validity: [broken], objectives: [objective('rto', verdict)] })
      expect(given.verdict).to.equal('inconclusive')
      expect(given.objectives[0]?.verdict).to.equal('inconclusive')
      expect(given.reasons[0]).to.deep.equal(broken.reason)
    }
  })

  it('puts validity before everything else, also before what fails always, and where nothing was promised', () => {
    expect(give({ validity: [broken] }).verdict).to.equal('inconclusive')
    expect(give({ validity: [broken], failures: [reason('writes-holed', 'a hole')] }).verdict).to.equal('inconclusive')
  })

  it('fails for proven loss beyond the objective even when the drill is not valid', () => {
    const given = give({ validity: [broken], objectives: [objective('rto', 'pass'), objective('rpo', 'fail')] })
    expect(given.verdict).to.equal('fail')
    expect(given.reasons.map(({ code }) => code)).to.deep.equal(['rpo-exceeded', 'load-died'])
  })

  it('fails for what fails always, and doubts our own classification', () => {
    const objectives = [objective('rto', 'pass')]
    expect(give({ objectives, failures: [reason('writes-holed', 'a hole')] }).verdict).to.equal('fail')
    expect(give({ objectives, doubts: [reason('aborted-but-applied', 'one')] }).verdict).to.equal('inconclusive')
  })
})
