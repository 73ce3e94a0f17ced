import { expect } from 'chai'
import {
  beganBefore,
  clockInjection,
  faultInterval,
  recoveryTimeOf,
  slowest,
  type RecoveryTime,
} from '../../src/measure/recovery-time.ts'
import { UNKNOWN } from '../../src/model/interval.ts'
import { outageOf } from '../../src/measure/outage.ts'
import { config, injection, MS, probes } from './drill.ts'

describe('the instant of the fault', () => {
  it('comes from the injection that starts the clock, else from the first', () => {
    const [hold, kill] = [injection({ askedNs: 1, startsClock: false }), injection({ askedNs: 5 })]
    expect(clockInjection([kill, hold])).to.equal(kill)
    expect(clockInjection([injection({ askedNs: 9, startsClock: false }), hold])).to.equal(hold)
    expect(clockInjection([])).to.equal(undefined)
  })

  it('cannot lie after its effect', () => {
    const asked = injection({ askedNs: 100, returnedNs: 300 })
    expect(faultInterval(asked, [])).to.deep.equal({ lo: 100, hi: 300 })
    expect(
      faultInterval(asked, [
        { lo: 150, hi: 250 },
        { lo: null, hi: null },
      ]),
    ).to.deep.equal({ lo: 100, hi: 250 })
    expect(faultInterval(asked, [{ lo: 0, hi: 50 }])).to.deep.equal({ lo: 100, hi: 100 })
    expect(faultInterval(undefined, [])).to.equal(UNKNOWN)
  })

  it('has no late side when the injection never returned and nobody saw an effect', () => {
    const { returnedNs: _, ...asked } = injection({ askedNs: 100 })
    expect(faultInterval(asked, [])).to.deep.equal({ lo: 100, hi: null })
  })

  it('is not the cause of an outage that surely began before', () => {
    expect(beganBefore({ lo: 1, hi: 99 }, { lo: 100, hi: 200 })).to.equal(true)
    expect(beganBefore({ lo: 1, hi: 100 }, { lo: 100, hi: 200 })).to.equal(false)
  })
})

describe('the recovery of one stream', () => {
  const FAULT = { lo: 1_000 * MS, hi: 1_000 * MS }
  const timeOf = (after: number) =>
    recoveryTimeOf(
      outageOf(
        probes(`${'.'.repeat(60)}${'x'.repeat(10)}${'.'.repeat(after)}`),
        config({ windowProbes: 80, holdDownMs: 500 }),
        { fromNs: 0, toNs: 1_000 * MS },
        1_000 * MS,
      ),
      FAULT,
    )

  it('has no upper end as long as good probes do not prove that it lasts', () => {
    const { recovery, rta, downtime } = timeOf(20)
    expect([recovery.hi, rta.hi, downtime.hi]).to.deep.equal([null, null, null])
    expect(recovery.lo).to.be.above(1_000 * MS)
  })

  it('has one when they do', () => {
    // The first good probe again was sent at 1.4 s, and answered after 5 ms.
    expect(timeOf(200).recovery.hi).to.equal(1_405 * MS)
    expect(timeOf(200).rta.hi).to.equal(405 * MS)
  })
})

describe('the slowest stream', () => {
  const timed = (lo: number, hi: number | null): { time: RecoveryTime } => ({
    time: { onset: UNKNOWN, recovery: { lo, hi }, rta: UNKNOWN, downtime: UNKNOWN },
  })

  it('is the one that may have taken longest; not recovered is longest of all', () => {
    const [early, late, never] = [timed(1, 10), timed(2, 12), timed(1, null)]
    expect(slowest([early, late])).to.equal(late)
    expect(slowest([early, never, late])).to.equal(never)
    expect(slowest([])).to.equal(undefined)
  })
})
