import { expect } from 'chai'
import { seriesOf } from '../../src/drill/series.ts'
import { renderSeries, seriesSentences } from '../../src/report/series-terminal.ts'
import { sample } from './sample.ts'

const VIEW = { columns: 100, color: false }
const passes = (n: number) => Array.from({ length: n }, () => sample('pass'))
const said = (n: number): Record<string, string> => Object.fromEntries(seriesSentences(seriesOf(passes(n), n).summary))

describe('renderSeries', () => {
  it('says how many drills a p95 needs as long as there are fewer', () => {
    expect(said(20)['RTA p95']).to.equal(
      'no 95 % upper bound: it needs 59 drills, and there are 20; the slowest of 20 is not a p95',
    )
    expect(said(59)['RTA p95']).to.equal('at most 702 ms (95 % upper bound from 59 drills)')
  })

  it('bounds the loss, or says that it cannot yet', () => {
    expect(said(20)['Loss']).to.include('probability of at most 15 % (3 / n, 95 %)')
    expect(said(2)['Loss']).to.include('says nothing yet')
    expect(Object.fromEntries(seriesSentences(seriesOf([sample('lost'), sample('pass')], 2).summary))['Loss']).to.equal(
      '1 of 2 drills lost acknowledged writes',
    )
  })

  it('draws each drill on one scale, and says what it leaves out', () => {
    const text = renderSeries(seriesOf([...passes(30), sample('fail')], 40), VIEW, 'reports/series-x.json')
    expect(text).to.include('31 drills, of 40 that were asked for')
    expect(text).to.include('Verdicts     30 pass, 1 fail')
    expect(text).to.include('... (truncated: 7 between)')
    expect(text).to.include('reports/series-x.json')
    expect(text.split('\n').every((line) => line.length <= 100)).to.equal(true)
  })

  it('says what was not measured', () => {
    const text = renderSeries(seriesOf([sample('stopped')], 1), VIEW, 'x.json')
    expect(text).to.include('RTA median   not measured')
  })
})
