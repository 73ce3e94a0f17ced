import { expect } from 'chai'
import type { Report } from '../../src/report/schema.ts'
import { DrillSandbox } from '../support/drill.ts'

describe('a scenario with code of its own', function () {
  this.timeout(180_000)
  let sandbox: DrillSandbox

  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox.dispose())

  it('is given the measurements; what it throws is in the record, and analyze shows it without running it', async () => {
    const { code, stdout, stderr } = await sandbox.drill(
      'test/fixtures/drills/verified.ts',
      '--config',
      'test/fixtures/quick/blackstart.config.ts',
    )
    expect(code, stderr).to.be.oneOf([1, 2])
    const report = JSON.parse(stdout) as Report
    expect(report.verification?.passed).to.equal(false)
    expect(report.verification?.text).to.match(/^acknowledged writes: expected \d+ to be above 1000000/)
    expect(report.reasons.map((reason) => reason.code)).to.include('verification-failed')
    expect(report.files.map(({ path }) => path)).to.include('verification.json')
    const again = await sandbox.command('analyze', sandbox.record(), '--json')
    expect(again.code).to.equal(code)
    expect((JSON.parse(again.stdout) as Report).verification).to.deep.equal(report.verification)
    expect((await sandbox.command('analyze', sandbox.record())).stdout).to.contain('not re-judged')
  })
})
