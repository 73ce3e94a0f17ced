import { expect } from 'chai'
import { DrillSandbox, provideK6, reportIn } from '../../support/drill.ts'
import { labelledRemains, whyNoContainers } from '../../support/engine.ts'

const NONE = whyNoContainers()

/** The same scenario files as in the lab. */
const SCENARIOS = ['database-kill', 'database-freeze', 'instance-terminate', 'zone-loss', 'zone-isolation']

describe(`drills in containers: the sample stack${NONE === undefined ? '' : ` (skipped: ${NONE})`}`, function () {
  this.timeout(300_000)
  let sandbox: DrillSandbox

  before(async function () {
    this.timeout(900_000)
    if (NONE !== undefined) this.skip()
    await provideK6()
  })
  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox?.dispose())

  for (const scenario of SCENARIOS) {
    it(`${scenario}: recovers, loses nothing, and leaves nothing`, async () => {
      const drill = await sandbox.start(scenario, '--env', 'containers')
      const { verdict, reasons, measurements } = await drill.report()
      expect(verdict, JSON.stringify(reasons)).to.equal('pass')
      expect((await drill.ended).code).to.equal(0)
      expect(measurements.writes.lost).to.equal(0)
      expect(measurements.writes.acknowledged).to.be.greaterThan(1_000)
      expect(labelledRemains()).to.deep.equal([])
    })
  }

  it('is brought back by people, with the runbook of the lab', async () => {
    const drill = await sandbox.start('database-kill-by-hand', '--env', 'containers')
    const { verdict, reasons, measurements, runbook } = await drill.report()
    expect(verdict, JSON.stringify(reasons)).to.equal('pass')
    expect(measurements.writes.lost).to.equal(0)
    expect(runbook?.outcome).to.equal('done')
    expect(labelledRemains()).to.deep.equal([])
  })

  it('is woken up and removed by the watchdog when the harness is killed in mid-fault', async () => {
    const drill = await sandbox.start('database-freeze', '--env', 'containers')
    await drill.line(/database\.freeze: .* is frozen/)
    const watchdog = drill.process('watchdog')
    drill.signal('SIGKILL')
    await drill.ended
    const deadline = performance.now() + 60_000
    while (labelledRemains().length > 0 && performance.now() < deadline) await new Promise((r) => setTimeout(r, 200))
    expect(labelledRemains()).to.deep.equal([])
    expect(watchdog.pid).to.be.greaterThan(0)
    expect(await sandbox.remains()).to.deep.equal([])
    const { verdict, reasons } = reportIn(sandbox.record())
    expect(verdict).to.equal('inconclusive')
    expect(reasons.map(({ code }) => code)).to.include('killed')
  })
})
