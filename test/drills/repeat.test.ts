import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Series } from '../../src/report/series.ts'
import { DrillSandbox, provideK6 } from '../support/drill.ts'

const QUICK = '--config=test/fixtures/quick/blackstart.config.ts'

describe('a repeated drill', function () {
  this.timeout(600_000)
  let sandbox: DrillSandbox

  before(async function () {
    this.timeout(900_000)
    await provideK6()
  })
  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox.dispose())

  it('keeps a record of each, writes the summary beside them, and prints both as one JSON', async () => {
    const drill = await sandbox.start('database-kill', QUICK, '--repeat=2')
    const { code, stdout, stderr } = await drill.ended
    expect(code, stderr).to.equal(0)
    const { verdict, drills, summary } = JSON.parse(stdout) as Series
    expect([verdict, drills.length, summary.planned, summary.ran]).to.deep.equal(['pass', 2, 2, 2])
    for (const { drill: each } of drills) {
      expect(existsSync(join(sandbox.reports, each.id, 'report.json')), each.id).to.equal(true)
    }
    expect(summary.loss).to.deep.equal({ drills: 2, lossy: 0, probabilityAtMost: 1 })
    expect(summary.rtaMs).to.include({ p95AtMost: null, p95Needs: 59 })
    const file = JSON.parse(readFileSync(join(sandbox.reports, `series-${drills[0]?.drill.id}.json`), 'utf8')) as {
      readonly summary: unknown
    }
    expect(file.summary).to.deep.equal(summary)
    expect(await sandbox.remains()).to.deep.equal([])
  })

  it('ends with an interrupt, and says how many drills there were', async () => {
    const drill = await sandbox.start('database-kill', QUICK, '--repeat=3')
    await drill.phase('warm-up')
    drill.signal('SIGINT')
    const { code, stdout, stderr } = await drill.ended
    expect(code, stderr).to.equal(2)
    const { verdict, drills, summary } = JSON.parse(stdout) as Series
    expect([verdict, drills.length, summary.planned, summary.ran]).to.deep.equal(['inconclusive', 1, 3, 1])
    expect(
      readdirSync(sandbox.reports).filter((name) => name.includes('database-kill') && !name.startsWith('series')),
    ).to.have.lengthOf(1)
    expect(await sandbox.remains()).to.deep.equal([])
  })
})
