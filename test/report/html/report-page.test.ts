import { expect } from 'chai'
import { renderHtml } from '../../../src/report/html/report-page.ts'
import { sentence } from '../../../src/report/sentence.ts'
import { sample, SAMPLE_NAMES } from '../sample.ts'
import { structureFindings, textOf } from './well-formed.ts'

describe('report.html', () => {
  for (const name of SAMPLE_NAMES) {
    it(`is a sound page that loads nothing (${name})`, () => {
      const page = renderHtml(sample(name))
      expect(structureFindings(page)).to.deep.equal([])
      expect(page).not.to.match(/(?:src|href|action)\s*=\s*"(?!#)/)
      expect(page.replaceAll(/<script>[\s\S]*?<\/script>/g, '')).not.to.match(
        /url\((?!#)|@import|NaN|undefined|\[object/,
      )
    })

    it(`says the verdict in the sentence of every other report (${name})`, () => {
      const report = sample(name)
      const text = textOf(renderHtml(report)).toLowerCase()
      const [headline = '', ...rest] = sentence(report).split(': ')
      expect(text).to.contain(headline.toLowerCase())
      expect(text).to.contain(rest.join(': ').toLowerCase())
    })
  }

  it('never says recovered of a drill that had not', () => {
    const text = textOf(renderHtml(sample('not-recovered')))
    expect(text).to.contain('not recovered')
    expect(text).not.to.contain('stays up')
    expect(renderHtml(sample('not-recovered'))).to.contain('class="bar fail open"')
    expect(textOf(renderHtml(sample('pass')))).to.contain('stays up')
  })

  it('names every lost write, neighbours together', () => {
    expect(textOf(renderHtml(sample('lost')))).to.match(/write-fresh\s+480 to 502\s+23/)
  })

  it('says where the list of lost writes is cut', () => {
    const report = sample('lost')
    const writes = { ...report.measurements.writes, lost: 5_000, truncated: true }
    const page = renderHtml({ ...report, measurements: { ...report.measurements, writes } })
    expect(textOf(page)).to.contain('The first 23 of 5,000 (truncated)')
  })

  it('shows a fault without proof or undo as such', () => {
    const report = sample('pass')
    const faults = report.faults.map((fault) => ({ ...fault, proof: null, undo: null }))
    const text = textOf(renderHtml({ ...report, faults }))
    expect(text).to.contain('not proven')
    expect(text).to.contain('not verified')
  })

  it('shows text from outside as text', () => {
    const report = sample('pass')
    const evil = `"><script>alert(1)</script><img src=x onerror='x'> & \u202e`
    const page = renderHtml({
      ...report,
      drill: { ...report.drill, title: evil, hypothesis: evil, operator: evil },
      assumptions: [evil],
      timelines: report.timelines.map((line) => ({ ...line, stream: evil })),
      environment: {
        ...report.environment,
        components: report.environment.components.map((component) => ({ ...component, id: evil })),
      },
    })
    expect(structureFindings(page)).to.deep.equal([])
    expect(page).not.to.match(/<img|alert\(1\)<\/script>|\u202e/)
    expect(textOf(page)).to.contain('<script>alert(1)</script>')
  })

  it('says what a lab figure is worth, and only of the lab', () => {
    const report = sample('pass')
    expect(renderHtml(report)).to.contain('never about production')
    expect(renderHtml({ ...report, drill: { ...report.drill, backend: 'aws' } })).not.to.contain('never about')
  })

  it('gives every drawing words', () => {
    const page = renderHtml(sample('pass'))
    const drawings = [...page.matchAll(/<svg\b[^>]*>/g)].map(([tag]) => tag)
    const inner = drawings.filter((tag) => /aria-label|aria-hidden|preserveAspectRatio/.test(tag))
    expect(inner).to.have.length(drawings.length)
  })

  it('makes points reachable by keyboard, each with a name', () => {
    const points = [...renderHtml(sample('pass')).matchAll(/<g\s+tabindex="0"\s+role="img"\s+aria-label="([^"]+)"/g)]
    expect(points.map(([, name]) => name)).to.include(
      'promoted, +0.500 s after the fault (10.480 s to 10.520 s since the start): db-b was promoted',
    )
  })
})
