import { expect } from 'chai'
import { rehearsalSection } from '../../src/report/markdown-rehearsal.ts'
import { reportSchema } from '../../src/report/schema.ts'
import { expectGolden } from './golden.ts'
import { rehearsalSample } from './rehearsal-sample.ts'
import { sample } from './sample.ts'

describe('the debrief in report.md', () => {
  it('holds each step against what is stated', () => {
    expectGolden('rehearsal.md', rehearsalSection(rehearsalSample()))
  })

  it('is not there where nobody rehearsed', () => {
    expect(rehearsalSection(sample('pass'))).to.equal('')
  })

  it('comes from a part of the report that keeps its schema', () => {
    expect(() => reportSchema.parse(rehearsalSample())).to.not.throw()
  })
})
