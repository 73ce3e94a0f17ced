import { expect } from 'chai'
import { runbookSection } from '../../src/report/markdown-runbook.ts'
import { expectGolden } from './golden.ts'
import { runbookSample } from './runbook-sample.ts'
import { sample } from './sample.ts'

describe('the runbook in report.md', () => {
  it('stands on the clock of the outage, against what it states', () => {
    expectGolden('runbook.md', runbookSection(runbookSample()))
  })

  it('is not there where there was none', () => {
    expect(runbookSection(sample('pass'))).to.equal('')
  })
})
