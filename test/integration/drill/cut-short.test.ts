import { expect } from 'chai'
import type { Report } from '../../../src/report/schema.ts'
import { DrillSandbox, provideK6, reportIn, type RunningDrill } from '../../support/drill.ts'

/** One of each kind; the matrix over all phases is in test/drills. */
describe('a drill that is cut short', function () {
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

  const start = (): Promise<RunningDrill> =>
    sandbox.start('database-kill', '--config', 'test/fixtures/quick/blackstart.config.ts')

  /** Whoever ended it: nothing is left, and the record says what happened. */
  async function expectUndone(reason: string): Promise<void> {
    expect(await sandbox.remains()).to.deep.equal([])
    const report: Report = reportIn(sandbox.record())
    expect(report.verdict).to.equal('inconclusive')
    expect(report.reasons.map(({ code }) => code)).to.include(reason)
    expect(report.faults.filter(({ undo }) => undo?.undone !== true)).to.deep.equal([])
  }

  it('by Ctrl-C, twice: undone, exit 2', async () => {
    const drill = await start()
    await drill.phase('recover')
    drill.signal('SIGINT')
    drill.signal('SIGINT')
    const { code, stderr } = await drill.ended
    expect(code, stderr).to.equal(2)
    await expectUndone('interrupted')
  })

  it('is not disturbed by a second one, which is refused and leaves no record', async () => {
    const drill = await start()
    await drill.phase('warm-up')
    const second = await sandbox.command('run', 'database-kill', '--reports', sandbox.reports)
    expect(second.code, second.stderr).to.equal(3)
    expect(second.stderr).to.match(/drill \S+ is running \(pid \d+\)/)
    expect(sandbox.records()).to.have.length(1)
    drill.signal('SIGTERM')
    expect((await drill.ended).code).to.equal(2)
    await expectUndone('interrupted')
  })

  it('by SIGKILL of the harness: the watchdog undoes it', async () => {
    const drill = await start()
    await drill.phase('recover')
    drill.signal('SIGKILL')
    expect((await drill.ended).signal).to.equal('SIGKILL')
    await expectUndone('killed')
  })
})
