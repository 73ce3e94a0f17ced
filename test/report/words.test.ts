import { expect } from 'chai'
import * as fc from 'fast-check'
import { parseDurationMs } from '../../src/model/duration.ts'
import {
  actual,
  allReasons,
  atLeast,
  atMost,
  instant,
  oneLine,
  percent,
  recoveryPoint,
  span,
  spanOfSeconds,
  target,
} from '../../src/report/words.ts'
import { sample } from './sample.ts'

describe('words', () => {
  it('shares the unit of an interval where it can', () => {
    expect(span({ lo: 612.4, hi: 701.9 })).to.equal('612-702 ms')
    expect(span({ lo: 950, hi: 1_204 })).to.equal('950 ms - 1.21 s')
    expect(span({ lo: 180_000, hi: 200_400 })).to.equal('3 min 0 s - 3 min 21 s')
  })

  it('says what is unknown', () => {
    expect(span({ lo: null, hi: null })).to.equal('unknown')
    expect(span({ lo: 15_000, hi: null })).to.equal('more than 15 s')
    expect(span({ lo: null, hi: 31 })).to.equal('at most 31 ms')
  })

  it('keeps a negative lower end readable', () => {
    expect(span({ lo: -5, hi: 12 })).to.equal('-5 ms to 12 ms')
  })

  it('does not round a missed objective down to it', () => {
    expect(span({ lo: 4_990, hi: 5_000.1 })).to.equal('4.99-5.01 s')
  })

  it('never shows an interval narrower than it is', () => {
    const shown = (text: string) => parseDurationMs(text.replace(' ', '')) ?? NaN
    fc.assert(
      fc.property(fc.double({ min: 0, max: 119_000, noNaN: true }), (ms) => {
        expect(shown(atLeast(ms))).to.be.at.most(ms + 1e-3)
        expect(shown(atMost(ms))).to.be.at.least(ms - 1e-3)
      }),
    )
  })

  it('shows instants with a millisecond, outward', () => {
    expect(instant({ lo: 10_000, hi: 10_009.25 })).to.equal('10.000 s to 10.010 s')
    expect(instant({ lo: 10_000, hi: null })).to.equal('after 10.000 s')
    expect(instant({ lo: null, hi: 1 })).to.equal('before 0.001 s')
    expect(instant({ lo: null, hi: null })).to.equal('unknown')
    expect(instant({ lo: 1, hi: 1 })).to.equal('0.001 s')
  })

  it('turns seconds into the unit that fits', () => {
    expect(spanOfSeconds({ lo: 0.029, hi: 0.095 })).to.equal('29-95 ms')
    expect(spanOfSeconds({ lo: null, hi: null })).to.equal('unknown')
  })

  it('never shows a share above zero as zero', () => {
    expect(percent(0)).to.equal('0 %')
    expect(percent(0.000_01)).to.equal('under 0.01 %')
    expect(percent(0.005)).to.equal('0.5 %')
    expect(percent(null)).to.equal('unknown')
  })

  it('shows an RPO of zero in seconds, and its actual in writes', () => {
    const report = sample('lost')
    const rpo = report.objectives[1]
    if (rpo === undefined) throw new Error('the sample has an RPO')
    expect(target(rpo)).to.equal('0 s')
    expect(actual(rpo, report)).to.equal('23 of 4,812 writes lost')
    expect(actual({ ...rpo, judgedOn: 'time' }, report)).to.equal('29-95 ms')
  })

  it('counts a recovery point from the take-over where the onset does not bound it', () => {
    const { measurements } = sample('lost')
    const past = { ...measurements, rpaSeconds: { lo: 0, hi: null }, lossWindowSeconds: { lo: 2.53, hi: 2.75 } }
    expect(recoveryPoint(past)).to.equal('2.53-2.75 s before the take-over')
    expect(recoveryPoint({ ...past, creditedMs: 90_000 })).to.equal(
      "2.53-2.75 s before the take-over, without up to 90 s of people's time",
    )
    expect(recoveryPoint({ ...past, lossWindowSeconds: { lo: null, hi: null } })).to.equal('more than 0 ms')
    expect(recoveryPoint({ ...past, rpaSeconds: { lo: 0.2, hi: 0.4 } })).to.equal('200-400 ms')
  })

  it('puts what ended a drill before what followed from it', () => {
    const report = sample('stopped')
    const reasons = [
      { code: 'not-recovered', text: 'not recovered' },
      { code: 'stopped', text: 'somebody stopped it' },
    ] as const
    expect(allReasons({ ...report, reasons: [...reasons], objectives: [] }).map(({ code }) => code)).to.deep.equal([
      'stopped',
      'not-recovered',
    ])
  })

  it('puts what refused a drill before all that it could not reach by that', () => {
    const reasons = [
      { code: 'not-steady', text: 'not steady' },
      { code: 'no-targets', text: 'nothing was injected' },
      { code: 'guard-refused', text: 'the safety lever is engaged' },
      { code: 'final-read-missing', text: 'nothing was read' },
    ] as const
    const found = allReasons({ ...sample('stopped'), reasons: [...reasons], objectives: [] })
    expect(found.map(({ code }) => code)).to.deep.equal([
      'guard-refused',
      'no-targets',
      'not-steady',
      'final-read-missing',
    ])
  })

  it('takes away what moves a cursor or turns a line around', () => {
    expect(oneLine('a\u001b[2Jb\r\nc\u202ed')).to.equal('a [2Jb c d')
  })
})
