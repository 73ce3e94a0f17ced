import { expect } from 'chai'
import type { Report } from '../../src/report/schema.ts'
import { signalExactly } from '../../src/system/identity.ts'
import { DrillSandbox, partsOf, provideK6, type RunningDrill } from '../support/drill.ts'

const QUICK = '--config=test/fixtures/quick/blackstart.config.ts'
/** Auto-scaling would heal what is to hang. */
const WITHOUT_REPLACEMENT = '--set=replacement=off'

describe('a drill from which nothing may be concluded', function () {
  this.timeout(300_000)
  let sandbox: DrillSandbox

  before(async function () {
    this.timeout(900_000)
    await provideK6()
  })
  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox.dispose())

  /** Exit 2 with its reason, and nothing left. */
  async function expectInconclusive(drill: RunningDrill, reason: string): Promise<Report> {
    const { code, stderr } = await drill.ended
    expect(code, stderr).to.equal(2)
    const report = await drill.report()
    expect(report.verdict).to.equal('inconclusive')
    expect(report.reasons.map((found) => found.code)).to.include(reason)
    expect(report.faults.filter(({ undo }) => undo?.undone !== true)).to.deep.equal([])
    expect(await sandbox.remains()).to.deep.equal([])
    return report
  }

  function signalParts(role: string, count: number, signal: NodeJS.Signals): void {
    const parts = partsOf(sandbox, role)
    expect(parts, role).to.have.length(count)
    for (const part of parts) signalExactly(part, signal)
  }

  it('k6 is killed in mid-drill: load-died', async () => {
    const drill = await sandbox.start('database-kill', QUICK)
    await drill.phase('recover')
    signalExactly(drill.process('k6'), 'SIGKILL')
    const report = await expectInconclusive(drill, 'load-died')
    expect(report.measurements.rtaMs.hi, 'the probes went on').to.be.a('number')
  })

  it('the service hangs before anything was injected: not-steady, and nothing is injected', async () => {
    const drill = await sandbox.start(
      'database-kill',
      '--config=test/fixtures/drills/impatient.config.ts',
      WITHOUT_REPLACEMENT,
    )
    await drill.phase('warm-up')
    signalParts('lab-service', 2, 'SIGSTOP')
    const report = await expectInconclusive(drill, 'not-steady')
    expect(report.faults).to.deep.equal([])
  })

  it('the service hangs between steady state and fault: already-failing', async () => {
    // The hold leads the kill by two seconds: that is when the service fails for another reason.
    const drill = await sandbox.start(
      'database-kill',
      QUICK,
      WITHOUT_REPLACEMENT,
      '--set=replication=async',
      '--set=replication-hold=2s',
      // What was acknowledged before the services hung is lost: proven loss would be a fail whatever else happened.
      '--objective=rpo=1h',
    )
    await drill.phase('inject')
    signalParts('lab-service', 2, 'SIGSTOP')
    await drill.phase('recover')
    signalParts('lab-service', 2, 'SIGCONT')
    await expectInconclusive(drill, 'already-failing')
  })

  it('the writer does not answer the final read: final-read-missing, and no statement about loss', async () => {
    const drill = await sandbox.start('database-kill', QUICK)
    await drill.phase('read-back')
    signalParts('lab-endpoint', 1, 'SIGSTOP')
    const report = await expectInconclusive(drill, 'final-read-missing')
    expect(report.measurements.writes.lost).to.equal(null)
    // The recovery time was measured; but nothing is green of a drill whose data nobody has seen.
    expect(report.objectives.map(({ name, verdict, reasons }) => [name, verdict, reasons[0]?.code])).to.deep.equal([
      ['rto', 'inconclusive', 'final-read-missing'],
      ['rpo', 'inconclusive', 'final-read-missing'],
    ])
    expect(report.measurements.rtaMs.hi).to.be.greaterThan(0)
  })

  it('a known role has no instance now: no-targets', async () => {
    const drill = await sandbox.start('test/fixtures/drills/standby-kill.ts', QUICK, '--set=standby=off')
    const report = await expectInconclusive(drill, 'no-targets')
    expect(report.faults).to.deep.equal([])
  })
})
