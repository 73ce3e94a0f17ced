import { expect } from 'chai'
import { judge } from '../../src/measure/judge.ts'
import type { FaultMark } from '../../src/model/evidence.ts'
import { evidence, MS, OK, outage, stream } from './drill.ts'

/** A drill without a fault of ours: the stream is refused from 10.13 s to 12 s. */
function observed(mark: FaultMark | undefined, given: Parameters<typeof evidence>[0] = {}) {
  return judge(
    evidence({ injections: [], undo: [], observation: mark === undefined ? {} : { mark }, objectives: RTO, ...given }),
  )
}

const RTO = { rtoMs: 3_000 }
const COMMAND: FaultMark = {
  by: 'command',
  askedNs: 10_000 * MS,
  returnedNs: 10_100 * MS,
  text: "'kill -9 1' ended with 0",
}
const KEY: FaultMark = { by: 'key', askedNs: 9_600 * MS, returnedNs: 10_600 * MS, text: 'key press' }
const QUIET = { plans: [{ info: stream(), untilMs: 20_000, answer: () => OK }] }

describe('an observation', () => {
  it('is judged on the recovery time where a command brackets the fault', () => {
    const { verdict, reasons, measurements, objectives } = observed(COMMAND)
    expect({ verdict, reasons }).to.deep.equal({ verdict: 'pass', reasons: [] })
    expect(measurements.fault).to.deep.equal({ lo: 10_000, hi: 10_100 })
    expect(measurements.rtaMs.lo).to.be.greaterThan(1_850)
    expect(measurements.rtaMs.hi).to.be.lessThan(2_050)
    expect(objectives[0]?.judgedOn).to.equal(undefined)
  })

  it('carries the human error of a key press into the interval, up to the first effect', () => {
    const { measurements } = observed(KEY)
    expect(measurements.fault.lo).to.equal(9_600)
    expect(measurements.fault.hi).to.be.closeTo(10_145, 10)
    expect((measurements.rtaMs.hi ?? 0) - (measurements.rtaMs.lo ?? 0)).to.be.greaterThan(500)
  })

  it('cuts the baseline before the mark', () => {
    const { validity } = observed({ ...COMMAND, askedNs: 2_500 * MS, returnedNs: 2_600 * MS })
    expect(validity.find(({ name }) => name === 'steady')?.reason?.code).to.equal('not-steady')
  })

  it('is judged on downtime without a mark, and says so', () => {
    const { verdict, reasons, measurements, objectives, validity } = observed(undefined)
    expect(verdict).to.equal('pass')
    expect(reasons.map(({ code }) => code)).to.deep.equal(['fault-unmarked'])
    expect(measurements.rtaMs).to.deep.equal({ lo: null, hi: null })
    expect(objectives[0]).to.deep.include({ judgedOn: 'downtime', actual: measurements.downtimeMs })
    expect(validity.every(({ holds }) => holds)).to.equal(true)
  })

  it('adds up without a mark: the terms are the width of the downtime', () => {
    const { width, downtimeMs } = observed(undefined).measurements
    expect(width.reduce((sum, { ms }) => sum + ms, 0)).to.be.closeTo((downtimeMs.hi ?? 0) - (downtimeMs.lo ?? 0), 1e-6)
    expect(width.map(({ term }) => term)).to.include('onset')
  })

  it('fails on downtime that is above the objective, in words that fit', () => {
    const { verdict, objectives } = observed(undefined, { objectives: { rtoMs: 1_000 } })
    expect(verdict).to.equal('fail')
    expect(objectives[0]?.reasons[0]?.text).to.match(/^downtime is above 1 s/)
  })

  it('does not pass when nothing happened: neither without a mark nor with one that nothing confirms', () => {
    for (const mark of [undefined, COMMAND, KEY]) expect(observed(mark, QUIET).verdict).to.equal('inconclusive')
    const codes = observed(COMMAND, QUIET).reasons.map(({ code }) => code)
    expect(codes).to.include('fault-not-proven')
  })

  it('concludes nothing when nothing was broken, whichever objective was promised', () => {
    const gap = observed(undefined, {
      plans: [
        { info: stream(), untilMs: 20_000, answer: (ms) => (ms > 12_000 && ms < 12_500 ? { outcome: 'shed' } : OK) },
      ],
    })
    expect(gap.reasons.map(({ code }) => code)).to.include('no-effect-seen')
    for (const objectives of [{ rpoSeconds: 0 }, { availability: 0.99 }, { latencyMs: 100 }]) {
      const { verdict, reasons } = observed(undefined, { ...QUIET, objectives })
      expect(verdict).to.equal('inconclusive')
      expect(reasons.map(({ code }) => code)).to.include('no-effect-seen')
    }
  })

  it('passes without an outage when a second command has confirmed the fault', () => {
    const proof = { holds: true, text: 'it is gone', observedAtNs: '0' }
    expect(observed({ ...COMMAND, proof }, QUIET).verdict).to.equal('pass')
    const refuted = observed({ ...COMMAND, proof: { ...proof, holds: false } }).reasons.map(({ code }) => code)
    expect(refuted).to.include('fault-not-proven')
  })

  const { returnedNs: _, ...unended } = COMMAND
  for (const mark of [{ ...COMMAND, error: 'ended with 1' }, unended]) {
    it(`is inconclusive when the command ${'error' in mark ? 'failed' : 'never ended'}`, () => {
      const { verdict, reasons } = observed(mark)
      expect([verdict, reasons[0]?.code]).to.deep.equal(['inconclusive', 'injection-failed'])
    })
  }

  it('is inconclusive when the outage began before the mark', () => {
    const late = { ...KEY, askedNs: 11_000 * MS, returnedNs: 12_000 * MS }
    const { verdict, reasons } = observed(late, { plans: [outage(10_130, 14_000)] })
    expect(verdict).to.equal('inconclusive')
    expect(reasons.map(({ code }) => code)).to.include('already-failing')
  })
})
