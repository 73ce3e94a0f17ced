import { expect } from 'chai'
import { loadPlan, longestTimeoutMs } from '../../src/drill/load-plan.ts'
import type { K6Load } from '../../src/model/scenario.ts'
import { config } from '../measure/drill.ts'
import { httpSpec } from '../support/probe-specs.ts'

const LOAD: K6Load = { kind: 'k6', script: 'load/orders.ts', rate: 20 }
const SCENARIO = { title: '', hypothesis: '', objectives: {}, faults: [], recovery: 'automatic', load: LOAD } as const
const PLAN = { drillId: 'd', scenarioFile: '/scenarios/a.ts', scenario: SCENARIO, measurement: config() }

describe('longestTimeoutMs', () => {
  it('is the longest of the probes and of the load, whose own timeout counts', () => {
    const streams = [httpSpec({ timeoutMs: 400 }), httpSpec({ timeoutMs: 2_000 })]
    expect(longestTimeoutMs({ load: { ...LOAD, timeout: '10s' } }, { streams })).to.equal(10_000)
    expect(longestTimeoutMs({ load: LOAD }, { streams: streams.slice(0, 1) })).to.equal(1_000)
    expect(longestTimeoutMs({}, { streams })).to.equal(2_000)
  })
})

describe('loadPlan', () => {
  const statuses = (...streams: ReturnType<typeof httpSpec>[]) =>
    loadPlan(PLAN, { customerUrl: 'http://127.0.0.1:1', streams }).statuses

  it('takes the meaning of a status from the contract of the service', () => {
    const contract = { write: { path: '/{id}', ok: [202], refused: [423] }, read: { path: '/' } }
    expect(statuses(httpSpec({ contract }))).to.deep.equal({ ok: [202], refused: [423] })
    const silent = { write: { path: '/{id}' }, read: { path: '/' } }
    expect(statuses(httpSpec({ contract: silent }))).to.deep.equal({ ok: [200, 201, 204], refused: [] })
    expect(statuses(httpSpec())).to.deep.equal({ ok: [201], refused: [409, 429] })
    expect(statuses()).to.equal(undefined)
  })
})
