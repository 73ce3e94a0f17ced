import { AssertionError, expect, use } from 'chai'
import blackstart, { type DrillResult } from 'blackstart/chai'

use(blackstart)

function result(lo: number | null, hi: number | null, lost: number | null = 0): DrillResult {
  return {
    verdict: 'fail',
    reasons: [{ code: 'rto-exceeded', text: 'RTA is at least 6 s' }],
    measurements: {
      fault: { lo: 9_000, hi: 9_010 },
      rtaMs: { lo, hi },
      noOutageLongerThanMs: null,
      writes: { lost, acknowledged: 100 },
    },
  }
}

const failure = (assertion: () => unknown) => expect(assertion).to.throw(AssertionError)

describe('the chai plugin', () => {
  it('takes a recovery time as within a bound when its whole interval is', () => {
    expect(result(600, 702)).to.recoverWithin('702ms')
    failure(() => expect(result(600, 702)).to.recoverWithin('701ms'))
      .with.property('message')
      .match(/the bound lies inside/)
    failure(() => expect(result(600, null)).to.recoverWithin('1h'))
  })

  it('negates only what is certain', () => {
    expect(result(6_000, 6_100)).not.to.recoverWithin('5s')
    expect(result(6_000, null)).not.to.recoverWithin('5s')
    failure(() => expect(result(4_900, 5_100)).not.to.recoverWithin('5s'))
  })

  it('bounds a drill in which no probe was bad', () => {
    const quiet = result(null, null)
    const measurements = { ...quiet.measurements, noOutageLongerThanMs: 270 }
    expect({ ...quiet, measurements }).to.recoverWithin('270ms')
    failure(() => expect(quiet).to.recoverWithin('270ms'))
  })

  it('takes no drill for a recovery in which no fault happened', () => {
    const quiet = result(null, null)
    const fault = { lo: null, hi: null }
    const untouched = { ...quiet, measurements: { ...quiet.measurements, fault, noOutageLongerThanMs: 270 } }
    failure(() => expect(untouched).to.recoverWithin('30s'))
      .with.property('message')
      .match(/no fault is known to have happened/)
    failure(() => expect(untouched).not.to.recoverWithin('1ms'))
  })

  it('takes nothing from a drill that is inconclusive, and says why it is', () => {
    const doubtful: DrillResult = {
      ...result(600, 702),
      verdict: 'inconclusive',
      reasons: [{ code: 'fault-not-proven', text: 'the primary still answers' }],
    }
    failure(() => expect(doubtful).to.recoverWithin('30s'))
      .with.property('message')
      .match(/inconclusive \(fault-not-proven\)/)
    failure(() => expect(doubtful).not.to.recoverWithin('1ms'))
  })

  it('counts lost writes, and goes on', () => {
    expect(result(600, 702, 0))
      .to.recoverWithin('30s')
      .and.to.lose(0).writes
    expect(result(600, 702, 3))
      .to.lose(3)
      .writes.and.to.haveVerdict('fail')
    failure(() => expect(result(600, 702, 3)).to.lose(0).writes)
      .with.property('message')
      .match(/3 of 100/)
    expect(result(600, 702, 3)).not.to.lose(0).writes
  })

  it('never takes what was not measured for none', () => {
    expect(() => expect(result(600, 702, null)).to.lose(0).writes).to.throw(/did not measure/)
    expect(() => expect(result(600, 702, null)).not.to.lose(5).writes).to.throw(/did not measure/)
  })

  it('names the reasons of another verdict', () => {
    failure(() => expect(result(1, 2)).to.haveVerdict('pass'))
      .with.property('message')
      .match(/rto-exceeded: RTA is at least 6 s/)
  })

  it('takes the result as a function, and nothing else', () => {
    expect(() => result(600, 702)).to.recoverWithin('1s')
    expect(() => expect({}).to.recoverWithin('1s')).to.throw(TypeError)
  })
})
