import { expect } from 'chai'
import { renderHtml } from '../../../src/report/html/report-page.ts'
import { rehearsalSample } from '../rehearsal-sample.ts'
import { sample } from '../sample.ts'
import { structureFindings, textOf } from './well-formed.ts'

describe('a rehearsal on the page', () => {
  it('tells the person’s times, each step, and the slips', () => {
    const page = renderHtml(rehearsalSample())
    expect(structureFindings(page)).to.deep.equal([])
    const text = textOf(page)
    expect(text).to.contain('Changes were made in this order: 2, 3.')
    expect(text).to.contain('Acknowledged 3 s')
    expect(text).to.contain('3. Promote by hand +50.000 s 40 s of 60 s')
    expect(text).to.contain('step 2 took 18 s of 10 s')
    expect(text).to.contain('until the first action 15 s')
  })

  it('shows what a person typed as text', () => {
    const acts = [{ act: 'skipped', step: 2, text: '<script>x</script>', atMs: 20_000 } as const]
    expect(renderHtml(rehearsalSample({ acts }))).to.contain('skipped: &lt;script&gt;')
  })

  it('is left out where nobody rehearsed', () => {
    expect(renderHtml(sample('pass'))).not.to.contain('id="rehearsal"')
  })
})
