import { expect } from 'chai'
import { assert, double, property } from 'fast-check'
import { at, middle, offset, ticks, width, type Axis } from '../../../src/report/html/axis.ts'

const axis: Axis = { from: -1_000, to: 3_000 }

describe('axis', () => {
  it('places a value by its share', () => {
    expect(at(axis, 0)).to.equal('25%')
    expect(at(axis, 3_000)).to.equal('100%')
  })

  it('keeps what lies outside at its ends', () => {
    expect(at(axis, -5_000)).to.equal('0%')
    expect(width(axis, 2_000, Infinity)).to.equal('25%')
    expect(width(axis, -9_000, -8_000)).to.equal('0%')
  })

  it('draws nothing out of range, whatever it is given', () => {
    const number = double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
    assert(
      property(number, number, number, (from, to, value) => {
        const share = Number.parseFloat(at({ from: Math.min(from, to), to: Math.max(from, to) }, value))
        expect(share).to.be.within(0, 100)
      }),
    )
  })

  it('has round ticks, at most so many, inside the axis', () => {
    expect(ticks(axis, 4)).to.deep.equal([-1_000, 0, 1_000, 2_000, 3_000])
    expect(ticks({ from: 0, to: 486 }, 6)).to.deep.equal([0, 100, 200, 300, 400])
    expect(ticks({ from: 5, to: 5 }, 6)).to.deep.equal([])
  })

  it('shows as many digits as tell two ticks apart', () => {
    expect(offset(-2_000, 2_000)).to.equal('−2 s')
    expect(offset(100, 100)).to.equal('+0.1 s')
    expect(offset(446)).to.equal('+0.446 s')
    expect(offset(0, 100)).to.equal('0.0 s')
  })

  it('takes the known end for the middle where the other is open', () => {
    expect(middle({ lo: 2, hi: 4 })).to.equal(3)
    expect(middle({ lo: null, hi: 4 })).to.equal(4)
    expect(middle({ lo: 2, hi: null })).to.equal(2)
    expect(middle({ lo: null, hi: null })).to.equal(undefined)
  })
})
