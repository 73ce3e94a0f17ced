import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { pastRuns } from '../../../src/drill/runbook/past-runs.ts'

describe('pastRuns', () => {
  let reports: string
  beforeEach(() => (reports = mkdtempSync(join(tmpdir(), 'blackstart-past-'))))
  afterEach(() => rmSync(reports, { recursive: true }))

  const write = (record: string, name: string, value: unknown): void => {
    mkdirSync(join(reports, record), { recursive: true })
    writeFileSync(join(reports, record, name), typeof value === 'string' ? value : JSON.stringify(value))
  }
  const step = { id: 'fence', status: 'done', beganAtMs: 100, endedAtMs: 400, measuredMs: 250, creditedMs: 0 }
  const drill = (startedAt: string, runbook: unknown, verdict = 'pass') => ({ drill: { startedAt }, verdict, runbook })
  const runbook = { file: 'runbooks/a.md', sha256: 's', outcome: 'done', steps: [step] }

  it('finds drills and lone runs, newest first; only what clients judged can have passed', () => {
    write('one', 'report.json', drill('2026-11-01T00:00:00Z', runbook))
    write('two', 'report.json', drill('2026-11-03T00:00:00Z', runbook, 'fail'))
    write('three', 'a.journal.ndjson', '')
    const live = { mode: 'live', runbook: '/p/runbooks/a.md', sha256: 't', startedAt: '2026-11-02T00:00:00Z' }
    write('three', 'a.json', { ...live, outcome: 'done', steps: [step] })
    expect(pastRuns(reports).map((run) => [run.record, run.runbook, run.sha256, run.passed])).to.deep.equal([
      ['two', 'runbooks/a.md', 's', false],
      ['three', 'runbooks/a.md', 't', false],
      ['one', 'runbooks/a.md', 's', true],
    ])
  })

  it('takes the longer of what the clock says and what was measured and credited', () => {
    const credited = { ...step, id: 'decide', creditedMs: 60_000 }
    const failed = { ...step, id: 'lead', status: 'failed' }
    const open = { ...step, id: 'open', endedAtMs: null }
    write('one', 'report.json', drill('2026-11-01T00:00:00Z', { ...runbook, steps: [step, credited, failed, open] }))
    expect([...(pastRuns(reports)[0]?.stepsMs ?? [])]).to.deep.equal([
      ['fence', 300],
      ['decide', 60_250],
      ['open', 250],
    ])
  })

  it('leaves out what executed nothing: other drills, unopened runbooks, tabletops, broken records', () => {
    write('one', 'report.json', drill('2026-11-01T00:00:00Z', undefined))
    write('two', 'report.json', drill('2026-11-01T00:00:00Z', { ...runbook, outcome: 'not-opened' }))
    write('three', 'a.journal.ndjson', '')
    write('three', 'a.json', { mode: 'tabletop', runbook: '/p/runbooks/a.md', steps: [], startedAt: '' })
    write('four', 'report.json', '{ "drill":')
    write('five', 'a.journal.ndjson', 'killed before it had a transcript')
    writeFileSync(join(reports, 'index.html'), '')
    expect(pastRuns(reports)).to.deep.equal([])
  })

  it('finds nothing where there is no folder', () => {
    expect(pastRuns(join(reports, 'none'))).to.deep.equal([])
  })
})
