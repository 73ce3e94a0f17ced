import { expect } from 'chai'
import { ObservationSandbox } from '../support/observation.ts'

/** For how long the service is really down, in milliseconds: even a prober that was blind for a second can tell. */
const DOWN_MS = 2_000

describe('blackstart observe, where nobody marks the fault', function () {
  this.timeout(120_000)
  let sandbox: ObservationSandbox

  beforeEach(async () => {
    sandbox = await ObservationSandbox.open()
  })
  afterEach(() => sandbox.close())

  it('judges downtime, and says what it did not measure', async () => {
    const watched = sandbox.observe(undefined, '--objective', 'rto=10ms', '--objective', 'rpo=0s')
    await watched.line(/steady: it may be broken now/)
    await sandbox.outage(DOWN_MS)
    const report = await watched.report()
    const { code } = await watched.ended
    expect([report.verdict, code], JSON.stringify(report.reasons)).to.deep.equal(['fail', 1])
    const [rto, rpo] = report.objectives
    expect(rto).to.deep.include({ verdict: 'fail', judgedOn: 'downtime', actual: report.measurements.downtimeMs })
    expect(rpo?.reasons.map(({ code }) => code)).to.deep.equal(['rpo-not-measured'])
    expect(report.measurements.rtaMs).to.deep.equal({ lo: null, hi: null })
    expect(report.measurements.downtimeMs.hi).to.be.greaterThan(DOWN_MS)
    expect(report.reasons.map(({ code }) => code)).to.include('fault-unmarked')
    expect(sandbox.service.rows.size).to.equal(0)
  })

  it('ends with Ctrl-C, and passes nothing when nothing happened', async () => {
    const watched = sandbox.observe(undefined, '--objective', 'rto=30s')
    await watched.line(/steady: it may be broken now/)
    watched.signal('SIGINT')
    const report = await watched.report()
    expect([report.verdict, (await watched.ended).code]).to.deep.equal(['inconclusive', 2])
    expect(report.reasons.map(({ code }) => code)).to.deep.equal(['no-effect-seen'])
  })

  it('leaves nothing behind when it is killed, and a record that says so', async () => {
    const watched = sandbox.observe(undefined, '--objective', 'rto=30s')
    await watched.line(/steady: it may be broken now/)
    watched.signal('SIGKILL')
    await watched.ended
    const { code, stdout } = await sandbox.drills.command('analyze', sandbox.drills.record(), '--json')
    expect(code).to.equal(2)
    const { reasons } = JSON.parse(stdout) as { reasons: { code: string }[] }
    expect(reasons.map(({ code }) => code)).to.include('killed')
  })
})
