import { expect } from 'chai'
import { k6Options, planK6, scriptEnvironment } from '../../src/load/plan.ts'
import { aPlan } from './a-plan.ts'

describe('planK6', () => {
  it('has a virtual user for every iteration that an outage can hold, and a tenth more', () => {
    // 200/s × (1 s timeout + 0.25 s) × 1.1
    expect(aPlan().virtualUsers).to.equal(275)
    expect(aPlan({ timeoutMs: 2_000 }).virtualUsers).to.equal(495)
    expect(aPlan({ rate: 0.5 }).virtualUsers).to.equal(1)
  })

  it('gives requests in flight at the end longer than their timeout', () => {
    expect(aPlan({ timeoutMs: 3_000 }).gracefulStopMs).to.be.greaterThan(3_000)
  })

  it('names scenario and writer after the script and the run', () => {
    const plan = aPlan({ script: '/somewhere/place orders.v2.ts', runId: 'd-7' })
    expect(plan.scenario).to.equal('place-orders-v2')
    expect(plan.writer).to.equal('k6-place-orders-v2-d-7')
  })

  it('refuses what cannot be, naming all of it', () => {
    const impossible = { ...aPlan(), rate: 0, timeoutMs: NaN, maxDurationMs: -1, runId: 'a b' }
    expect(() => planK6(impossible)).to.throw(
      RangeError,
      /rate is 0.*timeoutMs is NaN.*maxDurationMs is -1.*runId is 'a b'/,
    )
  })
})

describe('k6Options', () => {
  it('is one open-model scenario with all virtual users made beforehand', () => {
    expect(k6Options(aPlan())).to.deep.equal({
      scenarios: {
        orders: {
          executor: 'constant-arrival-rate',
          rate: 200,
          timeUnit: '1s',
          duration: '60000ms',
          preAllocatedVUs: 275,
          maxVUs: 275,
          gracefulStop: '2000ms',
        },
      },
      dns: { ttl: '0', select: 'roundRobin', policy: 'preferIPv4' },
    })
  })

  it('writes a fractional rate in whole numbers, for k6 takes no others', () => {
    const options = k6Options(aPlan({ rate: 2.5 })) as { scenarios: { orders: object } }
    expect(options.scenarios.orders).to.include({ rate: 2_500, timeUnit: '1000s' })
  })
})

describe('scriptEnvironment', () => {
  it('tells the script where to write, under which name, and its timeout', () => {
    expect(scriptEnvironment(aPlan({ env: { TENANT: 'a', BASE: 'not this' } }))).to.deep.equal({
      TENANT: 'a',
      BASE: 'http://127.0.0.1:4711',
      WRITER: 'k6-orders-r1',
      TIMEOUT_MS: '1000',
    })
  })
})
