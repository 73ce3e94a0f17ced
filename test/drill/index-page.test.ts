import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { writeIndex } from '../../src/drill/index-page.ts'
import { renderJson } from '../../src/report/json.ts'
import { textOf } from '../report/html/well-formed.ts'
import { sample } from '../report/sample.ts'

describe('writeIndex', () => {
  let reports: string
  const record = (name: string, report: string) => {
    mkdirSync(join(reports, name))
    for (const [file, text] of [
      ['plan.json', '{}'],
      ['report.html', ''],
      ['report.json', report],
    ] as const) {
      writeFileSync(join(reports, name, file), text)
    }
  }

  beforeEach(() => {
    reports = mkdtempSync(join(tmpdir(), 'blackstart-index-'))
  })
  afterEach(() => rmSync(reports, { recursive: true, force: true }))

  it('links to the pages of all drills, the newest first', () => {
    record('1-old', renderJson(sample('pass')))
    record('2-new', renderJson(sample('fail')))
    const page = readFileSync(writeIndex(reports), 'utf8')
    expect([...page.matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href)).to.deep.equal([
      '2-new/report.html',
      '1-old/report.html',
    ])
  })

  it('lists a drill without a report: a fault of it may remain', () => {
    record('1-old', renderJson(sample('pass')))
    mkdirSync(join(reports, '2-killed'))
    const plan = { scenario: { title: 'The primary dies' }, startedAt: '2026-11-21T11:00:00.000Z' }
    writeFileSync(join(reports, '2-killed', 'plan.json'), JSON.stringify(plan))
    const text = textOf(readFileSync(writeIndex(reports), 'utf8'))
    expect(text).to.contain('2 drills: 1 no verdict, 1 pass.')
    expect(text).to.match(/The primary dies\s+2-killed\s+it has not ended, or was killed; a fault may remain/)
  })

  it('says of an observation without a report that it has none, and of no fault', () => {
    mkdirSync(join(reports, '1'))
    writeFileSync(join(reports, '1', 'plan.json'), '{"observation":{}}')
    const text = textOf(readFileSync(writeIndex(reports), 'utf8'))
    expect(text).to.contain('it has not ended, or was killed')
    expect(text).not.to.contain('fault')
  })

  it('leaves out what was put here under another name, as the example is', () => {
    record('1', renderJson(sample('pass')))
    record('example', renderJson(sample('pass')))
    writeFileSync(join(reports, 'example', 'plan.json'), '{"drillId":"20261121-database-kill-abcd"}')
    const page = readFileSync(writeIndex(reports), 'utf8')
    expect([...page.matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href)).to.deep.equal(['1/report.html'])
  })

  it('lists what it cannot read', () => {
    record('1', 'half a rep')
    record('2', '{"schemaVersion":0}')
    expect(textOf(readFileSync(writeIndex(reports), 'utf8'))).to.contain('2 drills: 2 no verdict.')
  })

  it('says of nothing that there is nothing', () => {
    expect(readFileSync(writeIndex(reports), 'utf8')).to.contain('There is no drill yet.')
  })
})
