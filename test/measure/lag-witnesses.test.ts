import { expect } from 'chai'
import { lagWitnesses } from '../../src/measure/lag-witnesses.ts'
import type { ControlPlaneSighting } from '../../src/model/evidence.ts'
import { UNKNOWN } from '../../src/model/interval.ts'

const S = 1e9
const SOURCE = 'cloudwatch:AuroraGlobalDBRPOLag'

/** A sample of so many seconds of the drill, with the least and the most lag in it, in milliseconds. */
function sample(from: number, to: number, lo: number, hi: number, of: 'replica' | 'restore' = 'replica') {
  const source = of === 'replica' ? SOURCE : 'rds:LatestRestorableTime'
  return { kind: 'x', component: 'orders', at: { lo: from * S, hi: to * S }, lag: { of, source, lo, hi } }
}

const FAULT = { lo: 100 * S, hi: 100.5 * S }

function witness(samples: readonly ControlPlaneSighting[], rpa = { lo: 0.1, hi: 0.4 }, tookOver = true) {
  const [first, ...others] = lagWitnesses(samples, FAULT, rpa, tookOver)
  expect(others).to.deep.equal([])
  return first
}

describe('what others say of the recovery point', () => {
  it('is the last sample that was over before the fault, as wide as the time since it began', () => {
    const seen = witness([sample(0, 60, 900, 900), sample(90, 95, 200, 350), sample(95, 101, 7_000, 7_000)])
    expect(seen).to.deep.include({ of: 'replica', source: SOURCE, component: 'orders', ageSeconds: 10.5 })
    expect(seen?.seconds).to.deep.equal({ lo: 0.2, hi: 0.35 })
    expect(seen?.atLossSeconds).to.deep.equal({ lo: 0, hi: 10.85 })
    expect(seen?.agrees).to.equal(true)
  })

  it('disagrees when more, or less, was lost than its resolution allows', () => {
    const samples = [sample(90, 95, 30_000, 30_000)]
    expect(witness(samples)?.atLossSeconds).to.deep.equal({ lo: 19.5, hi: 40.5 })
    expect(witness(samples, { lo: 0.1, hi: 19.4 })?.agrees).to.equal(false)
    expect(witness(samples, { lo: 0.1, hi: 19.6 })?.agrees).to.equal(true)
    expect(witness(samples, { lo: 40.6, hi: 41 })?.agrees).to.equal(false)
  })

  it('is not compared where the replica did not take over, or nothing was measured', () => {
    expect(witness([sample(90, 95, 30_000, 30_000)], undefined, false)?.agrees).to.equal(null)
    const [unmeasured] = lagWitnesses([sample(90, 95, 1, 1)], FAULT, UNKNOWN, true)
    expect(unmeasured?.agrees).to.equal(null)
  })

  it('is said to be missing when no sample was over before the fault', () => {
    const missing = { seconds: UNKNOWN, atLossSeconds: UNKNOWN, ageSeconds: null, agrees: null }
    expect(witness([sample(99, 101, 1, 2)])).to.deep.include(missing)
    expect(lagWitnesses([sample(1, 2, 1, 2)], UNKNOWN, UNKNOWN, true)[0]).to.deep.include(missing)
  })

  it('is of a restore how far its newest moment lay back at the fault: it stood still since it was read', () => {
    const seen = witness([sample(89, 90, 4_000, 4_100, 'restore')])
    expect(seen?.atLossSeconds).to.deep.equal({ lo: 14, hi: 15.6 })
    expect(seen?.agrees).to.equal(null)
  })

  it('is told of each metric and copy by itself', () => {
    const other = { ...sample(90, 95, 1, 2), component: 'invoices' }
    const all = lagWitnesses([sample(90, 95, 1, 2), other, sample(89, 90, 1, 2, 'restore')], FAULT, UNKNOWN, true)
    expect(all.map(({ component, of }) => `${component} ${of}`)).to.deep.equal([
      'orders replica',
      'invoices replica',
      'orders restore',
    ])
  })
})
