import { expect } from 'chai'
import { allProven, notRun, proveHealthy, proveSabotage } from '../../src/report/proof.ts'
import { renderProofs } from '../../src/report/proof-table.ts'
import type { Report } from '../../src/report/schema.ts'
import { sample } from './sample.ts'

const LATE = { name: 'slow detection', expect: { verdict: 'fail', reason: 'rto-exceeded' } } as const

function withEvents(kinds: readonly string[]): Report {
  const events = kinds.map((kind) => ({ at: { lo: 0, hi: 0 }, kind, component: 'db-a', source: 's', text: '' }))
  return { ...sample('pass'), events }
}

describe('the proof of a scenario', () => {
  it('takes a healthy run that passes', () => {
    expect(proveHealthy({}, sample('pass'))).to.include({
      run: 'healthy',
      expected: 'pass',
      actual: 'pass',
      proven: true,
    })
  })

  it('does not take a healthy run that fails', () => {
    expect(proveHealthy({}, sample('fail')).proven).to.equal(false)
  })

  it('wants what the control plane does in the expected order, with anything in between', () => {
    const scenario = { course: ['primary-lost', 'promoted'] }
    expect(proveHealthy(scenario, withEvents(['up', 'primary-lost', 'fenced', 'promoted'])).proven).to.equal(true)
    const wrong = proveHealthy(scenario, withEvents(['promoted', 'primary-lost']))
    expect(wrong.proven).to.equal(false)
    expect(wrong.actual).to.equal("pass, but 'promoted' did not come in its turn")
  })

  it('takes a sabotage that fails for its reason, and no other', () => {
    const failed = sample('fail')
    expect(proveSabotage(LATE, failed)).to.include({ proven: true, run: 'slow detection' })
    expect(proveSabotage({ ...LATE, expect: { verdict: 'fail', reason: 'seen-then-lost' } }, failed).proven).to.equal(
      false,
    )
    expect(proveSabotage(LATE, sample('pass')).proven).to.equal(false)
  })

  it('does not take the right reason with another verdict', () => {
    const report: Report = { ...sample('inconclusive'), reasons: [{ code: 'rto-exceeded', text: '' }] }
    expect(proveSabotage(LATE, report).proven).to.equal(false)
  })
})

describe('a proof as a whole', () => {
  it('holds when each run was as expected, and not without runs', () => {
    const healthy = proveHealthy({}, sample('pass'))
    expect(allProven([healthy])).to.equal(true)
    expect(allProven([healthy, notRun('database-kill', LATE, 'interrupted')])).to.equal(false)
    expect(allProven([])).to.equal(false)
  })
})

describe('the table of proofs', () => {
  it('does not count what was not run as expected', () => {
    const proofs = [proveHealthy({}, sample('pass')), notRun('database-kill', LATE, 'interrupted')]
    const text = renderProofs(proofs, { columns: 80, color: false })
    expect(text).to.match(/ slow detection +fail: rto-exceeded +not run: interrupted {2}✘\n/)
    expect(text).to.contain('1 of 2 runs was not as expected, of which 1 did not run.')
  })

  it('names each scenario once, and marks what is not as expected', () => {
    const proofs = [proveHealthy({}, sample('pass')), { ...proveSabotage(LATE, sample('pass')), actual: 'pass' }]
    const text = renderProofs(proofs, { columns: 80, color: false })
    const [, first, second] = text.split('\n')
    expect(first).to.match(/^ \S+ +healthy +pass +pass +✔$/)
    expect(second).to.match(/^ +slow detection +fail: rto-exceeded +pass {2}✘$/)
    expect(text).to.contain('1 of 2 runs was not as expected.')
  })
})
