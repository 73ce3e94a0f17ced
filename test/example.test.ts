import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { analyzeRecord } from '../src/drill/finish.ts'
import { RecordFolder } from '../src/drill/record.ts'
import { renderHtml } from '../src/report/html/report-page.ts'
import { renderJson } from '../src/report/json.ts'
import { renderJunit } from '../src/report/junit.ts'
import { renderMarkdown } from '../src/report/markdown.ts'

const EXAMPLE = fileURLToPath(new URL('../reports/example', import.meta.url))

describe('the example record', () => {
  it('is judged today as it says (if not: node -C blackstart-source scripts/example-record.ts --report-only)', async () => {
    const report = await analyzeRecord(new RecordFolder(EXAMPLE))
    for (const [file, text] of [
      ['report.json', renderJson(report)],
      ['report.md', renderMarkdown(report)],
      ['report.html', renderHtml(report)],
      ['junit.xml', renderJunit([report])],
    ] as const) {
      expect(readFileSync(join(EXAMPLE, file), 'utf8') === text, file).to.equal(true)
    }
    expect(report.verdict).to.equal('pass')
  })
})
