import { expect } from 'chai'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { expectGolden } from './golden.ts'
import { sample, SAMPLE_NAMES } from './sample.ts'

describe('renderMarkdown', () => {
  for (const name of SAMPLE_NAMES) {
    it(`renders the sample "${name}"`, () => expectGolden(`${name}.md`, renderMarkdown(sample(name))))
  }

  it('says that it shows only the first lost writes', () => {
    expect(renderMarkdown(sample('lost'))).to.match(/`write-fresh\/499`, \.\.\. \(truncated\)\./)
  })

  it('says so too where the JSON itself holds only the first ones', () => {
    const report = sample('lost')
    const writes = { ...report.measurements.writes, lostIds: [{ writer: 'w', seq: 1 }], truncated: true }
    expect(renderMarkdown({ ...report, measurements: { ...report.measurements, writes } })).to.contain(
      'oldest first: `w/1`, ... (truncated).',
    )
  })

  it('does not say truncated where everything is shown', () => {
    expect(renderMarkdown(sample('pass'))).not.to.contain('truncated')
  })

  it('shows a fault without proof or undo as such', () => {
    const report = sample('pass')
    const faults = report.faults.map((fault) => ({ ...fault, proof: null, undo: null }))
    const text = renderMarkdown({ ...report, faults })
    expect(text).to.contain('**not proven**')
    expect(text).to.contain('**not verified**')
  })

  it('keeps every row of a table in one piece', () => {
    const report = sample('pass')
    const validity = [{ name: 'a | b', holds: false, text: 'first\nsecond | `third`' }]
    const row = renderMarkdown({ ...report, validity })
      .split('\n')
      .find((line) => line.includes('third'))
    expect(row).to.equal('| a \\| b | **no** | first second \\| \\`third\\` |')
  })

  it('says what a lab figure is worth, and only of the lab', () => {
    const report = sample('pass')
    expect(renderMarkdown(report)).to.contain('never about production')
    expect(renderMarkdown({ ...report, drill: { ...report.drill, backend: 'aws' } })).not.to.contain('never about')
  })
})
