import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { writeIndex } from '../../src/drill/index-page.ts'
import { renderJson } from '../../src/report/json.ts'
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

  it('leaves out what it cannot read, and says of nothing that there is nothing', () => {
    record('1', 'half a rep')
    record('2', '{"schemaVersion":0}')
    expect(readFileSync(writeIndex(reports), 'utf8')).to.contain('There is no drill yet.')
  })
})
