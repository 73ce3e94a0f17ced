import { expect } from 'chai'
import { flapsOf, hadOutage, outageOf, relapsesOf, type StreamOutage } from '../../src/measure/outage.ts'
import { config, MS, probes } from './drill.ts'

const UP = '.'.repeat(150)

const BASELINE = { fromNs: 0, toNs: 2_700 * MS }

/** The fault is at 3,000 ms; the pattern starts there. */
function outage(pattern: string): StreamOutage {
  return outageOf(probes(UP + pattern), config({ holdDownMs: 200 }), BASELINE, 3_000 * MS)
}

describe('outageOf', () => {
  it('ends with the run that is stably back; later episodes are relapses', () => {
    const found = outage(`xxxxx${UP}xxxx${UP}xxx${UP}`)
    expect(found.recovered).to.equal(true)
    expect([flapsOf(found), relapsesOf(found)]).to.deep.equal([0, 2])
  })

  it('goes on while the service comes and goes: those are flaps', () => {
    const found = outage(`xxxxx${'.'.repeat(60)}xxxx${'.'.repeat(20)}xxx${UP}`)
    expect(found.recovered).to.equal(true)
    expect([flapsOf(found), relapsesOf(found)]).to.deep.equal([2, 0])
    expect(found.lastOfOutage).to.equal(2)
  })

  it('has not recovered while the window or the hold-down is not over', () => {
    expect(outage(`xxxxx${'.'.repeat(99)}`).recovered).to.equal(false)
    expect(outage('xxxxx').recovered).to.equal(false)
  })

  it('leaves out episodes that were over before the fault', () => {
    const found = outageOf(probes(`...xxx${UP}${UP}`), config({ holdDownMs: 200 }), undefined, 1_000 * MS)
    expect(found.episodes).to.have.length(1)
    expect(hadOutage(found)).to.equal(false)
    expect([flapsOf(found), relapsesOf(found)]).to.deep.equal([0, 0])
  })

  it('takes a gap of the prober for neither an outage nor a relapse', () => {
    const gap = outage(`------${UP}`)
    expect([hadOutage(gap), gap.recovered]).to.deep.equal([false, true])
    const later = outage(`xxxxx${UP}x---x${UP}`)
    expect([later.episodes.length, relapsesOf(later)]).to.deep.equal([2, 0])
    // Before the service is stably back, nobody knows what it hides.
    const inBetween = outage(`xxxxx${'.'.repeat(30)}-----${UP}`)
    expect([flapsOf(inBetween), inBetween.lastOfOutage]).to.deep.equal([1, 1])
  })

  it('dates a stream that was bad from the start by its first good probe, and by no error in the background', () => {
    const found = outageOf(probes(`${'x'.repeat(160)}${UP}`), config({ holdDownMs: 200 }), BASELINE, 3_000 * MS)
    const [episode] = found.episodes
    expect(found.backgroundNs).to.equal(0)
    expect(episode?.onset.at).to.deep.equal({ lo: null, hi: 5 * MS })
    expect(episode?.recovery.at.lo).to.be.within(3_100 * MS, 3_205 * MS)
    expect(episode?.recovery.at.hi).to.equal(3_205 * MS)
  })

  it('takes τ for ℓ* when no good probe tells more', () => {
    expect(outageOf(probes('xxxxx'), config(), undefined, 0).serviceTimeNs).to.equal(250 * MS)
  })
})
