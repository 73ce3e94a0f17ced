import { expect } from 'chai'
import { seriesOf } from '../../src/drill/series.ts'
import { renderJunit, renderRefusedJunit, renderSeriesJunit, renderUnendedJunit } from '../../src/report/junit.ts'
import { sample, SAMPLE_NAMES } from './sample.ts'

describe('renderJunit', () => {
  for (const name of SAMPLE_NAMES) {
    it(`is red exactly when the drill did not pass (${name})`, () => {
      const report = sample(name)
      const xml = renderJunit([report])
      const drill = /<testcase [^>]*name="drill"[\s\S]*?<\/testcase>/.exec(xml)?.[0] ?? ''
      expect(drill.includes('<failure')).to.equal(report.verdict === 'fail')
      expect(drill.includes('<error')).to.equal(report.verdict === 'inconclusive')
      expect(xml).not.to.contain('<skipped')
    })
  }

  it('has a suite a drill, and a case for each objective', () => {
    const xml = renderJunit([sample('pass'), sample('lost')])
    expect(xml.match(/<testsuite /g)).to.have.length(2)
    expect([...xml.matchAll(/<testcase [^>]*name="(\w+)"/g)].map(([, name]) => name)).to.deep.equal([
      'drill',
      'rto',
      'rpo',
      'drill',
      'rto',
      'rpo',
    ])
  })

  it('writes nothing that XML cannot hold', () => {
    const report = sample('fail')
    const reasons = [{ code: 'rto-exceeded' as const, text: 'a\u0000b ]]> \ud800 <c> & "d"' }]
    const xml = renderJunit([{ ...report, reasons, drill: { ...report.drill, scenario: 'a<b>&"c' } }])
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    expect(xml).not.to.match(/\u0000|[\ud800-\udfff]/)
    expect(xml.match(/<!\[CDATA\[/g)?.length).to.equal(xml.match(/\]\]>/g)?.length)
    expect(xml).to.match(/name="a&lt;b(?:&gt;|>)&amp;&quot;c"/)
  })

  it('has an error in the case of a series that ended early, and none otherwise', () => {
    const early = renderSeriesJunit(seriesOf([sample('pass')], 3))
    expect(early).to.match(/name="series"[\s\S]*<error message="1 of 3 drills ran" type="interrupted"/)
    const whole = renderSeriesJunit(seriesOf([sample('pass')], 1))
    expect(whole).to.contain('name="series"').and.not.contain('<error')
  })

  it('is an error when the drill never began', () => {
    const xml = renderRefusedJunit('database-kill', 'a guard refused')
    expect(xml).to.match(/<error message="a guard refused" type="refused"/)
    expect(xml).to.contain('errors="1"')
  })

  it('is an error while the drill has not ended', () => {
    expect(renderUnendedJunit('database-kill')).to.match(
      /<error message="the drill did not end: [^"]*" type="not-ended"/,
    )
  })
})
