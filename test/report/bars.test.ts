import { expect } from 'chai'
import { columnOf, intervalBar, sparkline } from '../../src/report/bars.ts'

const timeline = (total: number[], bad: number[]) => ({ stream: 's', fromMs: 1_000, bucketMs: 100, total, bad })

describe('bars', () => {
  it('draws an interval below its target', () => {
    expect(intervalBar({ lo: 20, hi: 30 }, 80, 10)).to.equal('──██────┃─')
  })

  it('draws an interval beyond its target', () => {
    expect(intervalBar({ lo: 180, hi: 190 }, 100, 20)).to.equal('─────────┃───────██─')
  })

  it('keeps the target visible inside the interval', () => {
    expect(intervalBar({ lo: 50, hi: 90 }, 80, 10)).to.equal('─────███┃█')
  })

  it('lets an open upper end run off the scale', () => {
    expect(intervalBar({ lo: 90, hi: null }, 80, 10).endsWith('▶')).to.equal(true)
  })

  it('draws only the target when nothing is known', () => {
    expect(intervalBar({ lo: null, hi: null }, 80, 10)).to.equal('────────┃─')
  })

  it('shows a single bad operation among thousands', () => {
    const total = Array.from({ length: 400 }, () => 1_000)
    const bad = total.map((_, bucket) => (bucket === 200 ? 1 : 0))
    const line = sparkline(timeline(total, bad), 40)
    expect(line).to.have.length(40)
    expect(line.replaceAll('▁', '')).to.equal('▂')
  })

  it('tells a stretch in which nothing was sent from a good one', () => {
    expect(sparkline(timeline([0, 5, 5], [0, 0, 5]), 10)).to.equal('·▁█')
  })

  it('finds the column of an instant', () => {
    const line = timeline([1, 1, 1, 1], [0, 0, 0, 0])
    expect(columnOf(1_000, line, 2)).to.equal(0)
    expect(columnOf(1_399, line, 2)).to.equal(1)
    expect(columnOf(1_400, line, 2)).to.equal(undefined)
    expect(columnOf(999, line, 2)).to.equal(undefined)
  })
})
