import { expect } from 'chai'
import { type ProofRun, proveRuns } from '../../src/cli/prove-runs.ts'
import { EXIT, type ExitCode } from '../../src/model/exit-codes.ts'
import type { Sabotage, Scenario } from '../../src/model/scenario.ts'
import { sample, type SampleName } from '../report/sample.ts'

const LATE: Sabotage = {
  name: 'slow detection',
  set: { a: 'b' },
  expect: { verdict: 'fail', reason: 'rto-exceeded' },
}
const SCENARIO: Scenario = {
  title: 'a',
  hypothesis: 'b',
  objectives: { rto: '5s' },
  faults: [],
  recovery: 'automatic',
  sabotages: [LATE],
}
const RUNS: readonly ProofRun[] = [undefined, LATE].map((sabotage) => ({
  name: 'database-kill',
  scenario: SCENARIO,
  sabotage,
}))

describe('proveRuns', () => {
  const drilled = (name: SampleName, exitCode: ExitCode = EXIT.pass) => ({ report: sample(name), exitCode })

  it('holds the healthy run and each sabotage against what they should show', async () => {
    const { proofs, faultMayRemain } = await proveRuns(
      RUNS,
      ({ sabotage }) => Promise.resolve(drilled(sabotage === undefined ? 'pass' : 'fail')),
      new AbortController().signal,
    )
    expect(proofs.map(({ run, proven }) => [run, proven])).to.deep.equal([
      ['healthy', true],
      ['slow detection', true],
    ])
    expect(faultMayRemain).to.equal(false)
  })

  it('counts what an interrupt kept from running as not proven', async () => {
    const controller = new AbortController()
    const { proofs } = await proveRuns(
      RUNS,
      () => {
        controller.abort()
        return Promise.resolve(drilled('pass'))
      },
      controller.signal,
    )
    expect(proofs.map(({ run, proven, actual }) => [run, proven, actual])).to.deep.equal([
      ['healthy', true, 'pass'],
      ['slow detection', false, 'not run: interrupted'],
    ])
  })

  it('drills no further where a fault may remain', async () => {
    const { proofs, faultMayRemain } = await proveRuns(
      RUNS,
      () => Promise.resolve(drilled('pass', EXIT.faultMayRemain)),
      new AbortController().signal,
    )
    expect(faultMayRemain).to.equal(true)
    expect(proofs.map(({ proven }) => proven)).to.deep.equal([true, false])
    expect(proofs[1]?.actual).to.match(/^not run: a fault of drill \S+ may remain$/)
  })

  it('does not drill what could not be proven', async () => {
    const { sabotages: _sabotages, ...scenario } = SCENARIO
    const run: ProofRun = { name: 'mine', scenario, sabotage: undefined }
    const { proofs } = await proveRuns(
      [run],
      () => Promise.reject(new Error('it was drilled')),
      new AbortController().signal,
    )
    expect(proofs.map(({ scenario: name, run: what, proven }) => [name, what, proven])).to.deep.equal([
      ['mine', 'none', false],
    ])
  })
})
