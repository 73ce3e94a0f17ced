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
})
