import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import type { Report } from '../../../src/report/schema.ts'
import { type DrillEnd, DrillSandbox, provideK6, reportIn } from '../../support/drill.ts'
import { missingIn } from '../../support/lost-by-sql.ts'

/** SHA-256 of every file of a record, by path. */
function fingerprints(record: string): Record<string, string> {
  const files = readdirSync(record, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path.slice(record.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')]
    }),
  )
}

describe('a drill that passes, and its record', function () {
  this.timeout(300_000)
  let sandbox: DrillSandbox
  let end: DrillEnd
  let record: string
  let report: Report

  before(async function () {
    this.timeout(900_000)
    await provideK6()
    sandbox = new DrillSandbox()
    end = await sandbox.drill('database-kill')
    expect(end.code, end.stderr).to.equal(0)
    expect(await sandbox.remains()).to.deep.equal([])
    record = sandbox.record()
    report = reportIn(record)
  })
  after(() => sandbox?.dispose())

  it('prints the report of its record on standard output, and nothing else', () => {
    expect(JSON.parse(end.stdout)).to.deep.equal(report)
  })

  it('says what the published schema allows', () => {
    const schema = readFileSync(new URL('../../../src/report/report.schema.json', import.meta.url), 'utf8')
    const ajv = new Ajv2020({ validateFormats: false })
    const validate = ajv.compile(JSON.parse(schema) as object)
    expect(validate(report), ajv.errorsText(validate.errors)).to.equal(true)
  })

  it('measured an outage, lost nothing, and undid its fault', () => {
    expect(report.verdict).to.equal('pass')
    expect(report.reasons).to.deep.equal([])
    const { rtaMs, writes } = report.measurements
    expect(rtaMs.lo).to.be.greaterThan(0)
    expect(rtaMs.hi)
      .to.be.greaterThan(rtaMs.lo ?? Infinity)
      .and.below(5_000)
    expect(writes.lost).to.equal(0)
    expect(writes.acknowledged).to.be.greaterThan(1_000)
    expect(report.faults.map(({ kind, undo }) => [kind, undo?.undone])).to.deep.equal([['database.kill', true]])
    expect(missingIn(record).lost).to.deep.equal([])
  })

  it('tells what the failover manager did, in order', () => {
    const kinds = report.events.map(({ kind }) => kind)
    const told = ['primary-lost', 'fenced', 'promoted', 'endpoint-moved', 'redundancy-restored']
    expect(kinds.filter((kind) => told.includes(kind))).to.deep.equal(told)
  })

  it('lists its files with their checksums', () => {
    const found = fingerprints(record)
    expect(report.files).to.not.be.empty
    for (const { path, sha256 } of report.files) expect(found[path], path).to.equal(sha256)
  })

  it('is told for people too', () => {
    const markdown = readFileSync(join(record, 'report.md'), 'utf8')
    expect(markdown).to.contain('The primary database dies').and.to.match(/pass/i)
  })

  describe('analyze', () => {
    it('is inconclusive, with advice, when the objective lies in the interval', async () => {
      const { lo, hi } = report.measurements.rtaMs
      const midpoint = ((lo ?? NaN) + (hi ?? NaN)) / 2
      const { code, stdout } = await sandbox.command('analyze', record, '--objective', `rto=${midpoint}ms`, '--json')
      expect(code).to.equal(2)
      const [rto] = (JSON.parse(stdout) as Report).objectives
      expect(rto?.reasons.map((reason) => reason.code)).to.include('rto-within-interval')
      expect(rto?.advice).to.match(/\w/)
      const shown = await sandbox.command('analyze', record, '--objective', `rto=${midpoint}ms`)
      expect(shown.code).to.equal(2)
      expect(shown.stdout.replaceAll(/\s+/g, ' ')).to.contain('INCONCLUSIVE').and.to.contain(rto?.advice)
    })

    it('fails below the interval, passes the original again, and changes nothing', async () => {
      const before = fingerprints(record)
      const failed = await sandbox.command('analyze', record, '--objective', 'rto=100ms', '--json')
      expect(failed.code).to.equal(1)
      expect((JSON.parse(failed.stdout) as Report).reasons.map(({ code }) => code)).to.deep.equal(['rto-exceeded'])
      const again = await sandbox.command('analyze', record, '--json')
      expect(again.code).to.equal(0)
      expect(JSON.parse(again.stdout)).to.deep.equal(report)
      expect(fingerprints(record)).to.deep.equal(before)
    })

    it('refuses a wrong objective, and a folder that is no record', async () => {
      const wrong = await sandbox.command('analyze', record, '--objective', 'rto=soon', '--objective', 'speed=1s')
      expect(wrong.code).to.equal(64)
      expect(wrong.stderr).to.contain("'soon'").and.to.contain('speed')
      expect((await sandbox.command('analyze', sandbox.folder)).code).to.equal(64)
    })
  })
})
