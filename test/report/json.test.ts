import { expect } from 'chai'
import { renderJson } from '../../src/report/json.ts'
import { sample } from './sample.ts'

describe('renderJson', () => {
  it('is the report, with a newline at the end', () => {
    const report = sample('pass')
    const text = renderJson(report)
    expect(JSON.parse(text)).to.deep.equal(report)
    expect(text.endsWith('}\n')).to.equal(true)
  })

  it('keeps a list of numbers on one line, and text as it is', () => {
    const report = sample('pass')
    const text = renderJson({ ...report, assumptions: ['[\n  1,\n  2\n]'] })
    expect(text).to.match(/^ {6}"total": \[5, 5, .*\],?$/m)
    expect((JSON.parse(text) as typeof report).assumptions).to.deep.equal(['[\n  1,\n  2\n]'])
  })
})
