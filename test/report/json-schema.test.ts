import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { reportJsonSchema } from '../../src/report/json-schema.ts'

describe('the published JSON Schema', () => {
  it('is the one of the code (if not: node scripts/report-schema.ts)', () => {
    const committed = readFileSync(new URL('../../src/report/report.schema.json', import.meta.url), 'utf8')
    expect(committed).to.equal(reportJsonSchema())
  })
})
