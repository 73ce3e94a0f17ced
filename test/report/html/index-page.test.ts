import { expect } from 'chai'
import { renderIndex } from '../../../src/report/html/index-page.ts'
import { sample, SAMPLE_NAMES } from '../sample.ts'
import { structureFindings, textOf } from './well-formed.ts'

describe('index.html', () => {
  const page = renderIndex(SAMPLE_NAMES.map((name) => ({ report: sample(name), href: `${name}/report.html` })))

  it('is a sound page', () => {
    expect(structureFindings(page)).to.deep.equal([])
  })

  it('sums the verdicts up, and takes the colour of the worst', () => {
    expect(textOf(page)).to.contain('7 drills: 3 fail, 3 inconclusive, 1 pass.')
    expect(page).to.contain('class="verdict fail"')
  })

  it('links to each drill', () => {
    expect([...page.matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href)).to.deep.equal(
      SAMPLE_NAMES.map((name) => `${name}/report.html`),
    )
  })

  it('shows a drill without a verdict as one, and is not green with it', () => {
    const crashed = { id: '20261121-x', title: 'The primary dies', startedAt: null, text: 'a fault may remain' }
    const mixed = renderIndex([{ report: sample('pass'), href: 'a/report.html' }, crashed])
    expect(structureFindings(mixed)).to.deep.equal([])
    expect(textOf(mixed)).to.contain('2 drills: 1 no verdict, 1 pass.')
    expect(textOf(mixed)).to.contain('a fault may remain')
    expect(mixed).to.contain('class="verdict inconclusive"')
  })

  it('says that there is none', () => {
    expect(textOf(renderIndex([]))).to.contain('There is no drill yet.')
  })
})
