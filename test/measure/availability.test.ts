import { expect } from 'chai'
import { longestUnseenOutage, unavailabilityOf } from '../../src/measure/availability.ts'
import { MS, probes } from './drill.ts'

describe('unavailabilityOf', () => {
  it('is d × bad probes, ± d for each run of them', () => {
    const { operations, bad, fullOutageNs } = unavailabilityOf(probes('..xxx..x..'), 1)
    expect({ operations, bad }).to.deep.equal({ operations: 9, bad: 4 })
    expect(fullOutageNs).to.deep.equal({ lo: 40 * MS, hi: 120 * MS })
  })

  it('counts a slot that was shed at the upper end only', () => {
    const { bad, fullOutageNs } = unavailabilityOf(probes('..x-xx..---..'), 0)
    expect(bad).to.equal(7)
    expect(fullOutageNs).to.deep.equal({ lo: 40 * MS, hi: 180 * MS })
    expect(unavailabilityOf(probes('.'.repeat(20) + '-'.repeat(30)), 0).belowNs.p99).to.equal(0)
  })

  it('counts the seconds below 50, 90 and 99 %', () => {
    const second = (bad: number): string => 'x'.repeat(bad) + '.'.repeat(50 - bad)
    const { belowNs } = unavailabilityOf(probes(second(0) + second(1) + second(10) + second(28) + second(40)), 0)
    // 98, 80, 44 and 20 % good.
    expect(belowNs).to.deep.equal({ p50: 2e9, p90: 3e9, p99: 4e9 })
  })
})

describe('longestUnseenOutage', () => {
  it('is d + τ when no probe was bad', () => {
    expect(longestUnseenOutage(probes('.....'), 0, 250 * MS)).to.equal(270 * MS)
  })

  it('grows by d with each bad probe in a row', () => {
    expect(longestUnseenOutage(probes('..xx.x.'), 0, 250 * MS)).to.equal(310 * MS)
  })

  it('covers the time in which a prober that stood still sent nothing, also across the fault', () => {
    const stalled = probes('.....')
    // The last two were sent together, 100 ms after the one before.
    stalled.sentNs.set([140 * MS, 140.1 * MS], 3)
    expect(longestUnseenOutage(stalled, 0, 250 * MS)).to.equal(350 * MS)
    expect(longestUnseenOutage(stalled, 3, 250 * MS)).to.equal(350 * MS)
  })

  it('is unknown without a probe', () => {
    expect(longestUnseenOutage(probes('..'), 2, 250 * MS)).to.equal(undefined)
  })
})
