import { expect } from 'chai'
import { seriesOf } from '../../src/drill/series.ts'
import type { Report } from '../../src/report/schema.ts'
import { sample } from '../report/sample.ts'

/** A drill that recovered so fast, or the sample with a name. */
function drill(
  id: string,
  rtaMs: Report['measurements']['rtaMs'],
  part: Partial<Report> = {},
  lost: number | null = 0,
): Report {
  const base = sample('pass')
  return {
    ...base,
    ...part,
    drill: { ...base.drill, id },
    measurements: { ...base.measurements, rtaMs, writes: { ...base.measurements.writes, lost } },
  }
}
const many = (n: number, lost: (i: number) => number | null = () => 0): Report[] =>
  Array.from({ length: n }, (_, i) => drill(`d${i}`, { lo: 100 + i, hi: 200 + i }, {}, lost(i)))

describe('seriesOf', () => {
  it('takes the worst verdict', () => {
    const of = (...verdicts: Report['verdict'][]) =>
      seriesOf(
        verdicts.map((verdict, i) => drill(`d${i}`, { lo: 1, hi: 2 }, { verdict })),
        verdicts.length,
      ).verdict
    expect(of('pass', 'pass')).to.equal('pass')
    expect(of('pass', 'inconclusive')).to.equal('inconclusive')
    expect(of('inconclusive', 'fail', 'pass')).to.equal('fail')
    expect(of()).to.equal('inconclusive')
  })

  it('does not pass when it ended early; a failure stays one', () => {
    expect(seriesOf(many(3), 4).verdict).to.equal('inconclusive')
    expect(seriesOf([...many(2), drill('f', { lo: 1, hi: 2 }, { verdict: 'fail' })], 4).verdict).to.equal('fail')
  })

  it('gives the distribution, the median and the range as intervals', () => {
    const drills = [
      drill('b', { lo: 150, hi: 300 }),
      drill('a', { lo: 200, hi: 210 }),
      drill('c', { lo: 180, hi: 400 }),
    ]
    const { rtaMs } = seriesOf(drills, 3).summary
    expect(rtaMs.values.map(({ drill: id, hi }) => [id, hi])).to.deep.equal([
      ['a', 210],
      ['b', 300],
      ['c', 400],
    ])
    expect(rtaMs.median).to.deep.equal({ lo: 180, hi: 300 })
    expect(rtaMs.range).to.deep.equal({ lo: 150, hi: 400 })
    expect(seriesOf(drills.slice(0, 2), 2).summary.rtaMs.median).to.deep.equal({ lo: 175, hi: 255 })
  })

  it('has no bound of the p95 before the 59th drill', () => {
    expect(seriesOf(many(58), 58).summary.rtaMs).to.include({ p95AtMost: null, p95Needs: 59, drills: 58 })
    expect(seriesOf(many(59), 59).summary.rtaMs.p95AtMost).to.equal(258)
  })

  it('has none where a drill never recovered, and the range is open', () => {
    const { rtaMs } = seriesOf([...many(58), drill('z', { lo: 9_000, hi: null })], 59).summary
    expect(rtaMs.p95AtMost).to.equal(null)
    expect(rtaMs.range).to.deep.equal({ lo: 100, hi: null })
    expect(rtaMs.median.hi).to.equal(229)
  })

  it('leaves out of the times what is not valid, and takes no outage as a bound', () => {
    const invalid = drill('x', { lo: 1, hi: 2 }, { validity: [{ name: 'steady', holds: false, text: 'no' }] })
    const unseen = sample('no-outage')
    const { values } = seriesOf([invalid, unseen], 2).summary.rtaMs
    expect(values).to.deep.equal([{ drill: unseen.drill.id, lo: 0, hi: unseen.measurements.noOutageLongerThanMs }])
  })

  it('takes a drill without loss for a sample only if it is valid; a proven loss counts all the same', () => {
    const invalid = { validity: [{ name: 'load', holds: false, text: 'no' }] }
    const drills = [...many(60), drill('x', { lo: 1, hi: 2 }, invalid)]
    expect(seriesOf(drills, 61).summary.loss.drills).to.equal(60)
    const lossy = seriesOf([...many(60), drill('y', { lo: 1, hi: 2 }, invalid, 2)], 61).summary.loss
    expect(lossy).to.deep.equal({ drills: 61, lossy: 1, probabilityAtMost: null })
  })

  it('bounds the probability of loss by 3 / n, from drills whose loss was measured and was 0', () => {
    expect(seriesOf(many(60), 60).summary.loss).to.deep.equal({ drills: 60, lossy: 0, probabilityAtMost: 0.05 })
    expect(
      seriesOf(
        many(60, (i) => (i < 30 ? null : 0)),
        60,
      ).summary.loss.probabilityAtMost,
    ).to.equal(0.1)
    expect(seriesOf(many(2), 2).summary.loss.probabilityAtMost).to.equal(1)
    expect(
      seriesOf(
        many(60, (i) => (i === 7 ? 3 : 0)),
        60,
      ).summary.loss,
    ).to.deep.equal({
      drills: 60,
      lossy: 1,
      probabilityAtMost: null,
    })
    expect(
      seriesOf(
        many(3, () => null),
        3,
      ).summary.loss,
    ).to.deep.equal({ drills: 0, lossy: 0, probabilityAtMost: null })
  })
})
