import { join } from 'node:path'
import { expect } from 'chai'
import { DrillSandbox, provideK6 } from '../support/drill.ts'
import { countReadsByLine } from '../support/reads-by-line.ts'
import { compareBySql, lagAtFault, missingIn } from '../support/lost-by-sql.ts'

describe('a drill that loses data (asynchronous, the link held before the kill)', function () {
  this.timeout(300_000)
  let sandbox: DrillSandbox

  before(async function () {
    this.timeout(900_000)
    await provideK6()
    sandbox = new DrillSandbox()
  })
  after(() => sandbox?.dispose())

  it('fails, and names exactly the writes that a comparison by SQL finds', async () => {
    const drill = await sandbox.start(
      'database-kill',
      '--config=test/fixtures/quick/blackstart.config.ts',
      '--set=replication=async',
      '--set=replication-hold=2s',
    )
    const report = await drill.report()
    const { code, stderr } = await drill.ended
    expect(code, stderr).to.equal(1)
    expect(await sandbox.remains()).to.deep.equal([])
    expect(report.reasons.map((reason) => reason.code)).to.include('rpo-exceeded')
    expect(report.faults.map(({ kind, startsClock, undo }) => [kind, startsClock, undo?.undone])).to.deep.equal([
      ['replication.hold', false, true],
      ['database.kill', true, true],
    ])

    const record = sandbox.record()
    const { lost, others } = await compareBySql(record, join(sandbox.labRoot, 'fork'))
    const named = missingIn(record)
    expect(lost.length).to.be.greaterThan(0)
    expect(named.lost).to.deep.equal(lost)
    expect(report.measurements.writes.lost).to.equal(lost.length)
    expect(named.indeterminate).to.include.members([...others])

    const { measurements } = report
    const byLine = countReadsByLine(record)
    expect(byLine.seenThenLost).to.be.greaterThan(0)
    expect(measurements.writes.seenThenLost).to.equal(byLine.seenThenLost)
    expect(report.reasons.map((reason) => reason.code)).to.include('seen-then-lost')
    // Whether a read falls between the promotion and the first new write is chance: the counts must agree, whatever they are.
    expect(measurements.staleReads).to.deep.equal({ lo: byLine.stale, hi: byLine.possiblyStale })

    const { lo, hi } = report.measurements.rpaSeconds
    const lag = lagAtFault(record, report)
    const told = `RPA ${lo}..${hi} s, by SQL ${lag.lo}..${lag.hi} s`
    expect(lag.hi, told).to.be.at.least(lo ?? 0)
    expect(lag.lo, told).to.be.at.most(hi ?? Infinity)
  })
})
