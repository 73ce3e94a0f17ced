import { expect } from 'chai'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pruneRecords } from '../../src/drill/retention.ts'

describe('pruneRecords', () => {
  let reports: string
  beforeEach(() => {
    reports = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
  })
  afterEach(() => rmSync(reports, { recursive: true, force: true }))

  function record(name: string, verdict?: string): void {
    mkdirSync(join(reports, name))
    writeFileSync(join(reports, name, 'plan.json'), '{}')
    if (verdict !== undefined) writeFileSync(join(reports, name, 'report.json'), JSON.stringify({ verdict }))
  }

  it('keeps the newest, and the newest of those that did not pass', () => {
    for (const [name, verdict] of [
      ['1', 'fail'],
      ['2', 'inconclusive'],
      ['3', 'pass'],
      ['4', 'fail'],
      ['5', 'pass'],
      ['6', 'pass'],
    ] as const) {
      record(name, verdict)
    }
    pruneRecords(reports, { keep: 2, keepFailed: 2 })
    expect(readdirSync(reports)).to.have.members(['2', '4', '5', '6'])
  })

  it('never removes a drill without a report: it may be running', () => {
    record('1')
    record('2', 'pass')
    pruneRecords(reports, { keep: 1, keepFailed: 0 })
    expect(readdirSync(reports)).to.have.members(['1', '2'])
  })

  it('touches nothing that is not a record', () => {
    mkdirSync(join(reports, '0-mine'))
    writeFileSync(join(reports, '0-mine', 'report.json'), '{"verdict":"pass"}')
    record('1', 'pass')
    pruneRecords(reports, { keep: 1, keepFailed: 0 })
    expect(readdirSync(reports)).to.have.members(['0-mine', '1'])
  })
})
