import { expect } from 'chai'
import { buildReport } from '../../src/report/build.ts'
import { renderHtml } from '../../src/report/html/report-page.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { renderTerminal } from '../../src/report/terminal.ts'
import { sampleInput, type SampleName } from './sample.ts'
import { textOf } from './html/well-formed.ts'

const built = (name: SampleName, passed: boolean) =>
  buildReport({ ...sampleInput(name), verification: { passed, text: passed ? 'nothing wrong' : 'too few orders' } })

describe("what the scenario's own code found", () => {
  it('fails a drill that would have passed', () => {
    const report = built('pass', false)
    expect(report.verdict).to.equal('fail')
    expect(report.reasons).to.deep.equal([{ code: 'verification-failed', text: 'too few orders' }])
  })

  it('adds a reason to one that failed, and concludes nothing from one that is inconclusive', () => {
    expect(built('lost', false).reasons.map(({ code }) => code)).to.include.members([
      'rpo-exceeded',
      'verification-failed',
    ])
    expect(built('inconclusive', false).verdict).to.equal('inconclusive')
  })

  it('changes nothing where it found nothing', () => {
    expect(built('pass', true)).to.include({ verdict: 'pass' })
    expect(built('lost', true).reasons).to.deep.equal(buildReport(sampleInput('lost')).reasons)
  })

  it('is shown as what was found then, and not judged again', () => {
    const report = built('pass', true)
    const shown = [
      renderMarkdown(report),
      renderTerminal(report, { columns: 200, color: false }),
      textOf(renderHtml(report)),
    ]
    for (const text of shown) expect(text).to.contain('not re-judged')
  })
})
