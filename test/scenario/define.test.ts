import { expect } from 'chai'
import { defineConfig, defineScenario, fault, k6 } from '../../src/scenario/define.ts'
import { checkScenario } from '../../src/scenario/schema.ts'

const base = {
  title: 'A title',
  hypothesis: 'A hypothesis.',
  objectives: { rto: '5s' },
  faults: [fault.database.kill({ role: 'primary' })],
  recovery: 'automatic',
} as const

describe('define', () => {
  it('builds plain data', () => {
    expect(fault.database.kill({ role: 'primary', at: '2s' })).to.deep.equal({
      kind: 'database.kill',
      role: 'primary',
      at: '2s',
    })
    expect(fault.replication.hold({ lead: '1s' })).to.deep.equal({ kind: 'replication.hold', lead: '1s' })
    expect(k6('load/orders.ts', { rate: 200 })).to.deep.equal({ kind: 'k6', script: 'load/orders.ts', rate: 200 })
  })

  it('builds what the schema accepts', () => {
    const scenario = defineScenario({
      ...base,
      load: k6('load/orders.ts', { rate: 200, timeout: '2s' }),
      faults: [fault.replication.hold({ lead: '1s' }), fault.database.kill({ role: 'primary', startsClock: true })],
    })
    expect(checkScenario(scenario)).to.deep.equal({ value: scenario })
  })
})

/** Never called: each line below must fail to compile. The compiler checks it, for an unused `@ts-expect-error` is an error. */
export function doesNotCompile(): void {
  defineScenario(base)
  // @ts-expect-error -- an unknown field
  defineScenario({ ...base, titel: 'typo' })
  // @ts-expect-error -- a missing field
  defineScenario({ title: 'A title', hypothesis: 'A hypothesis.', objectives: {}, faults: [] })
  // @ts-expect-error -- an unknown objective
  defineScenario({ ...base, objectives: { rot: '5s' } })
  // @ts-expect-error -- not a duration
  defineScenario({ ...base, objectives: { rto: '5 seconds' } })
  // @ts-expect-error -- a number is not a duration: nobody knows its unit
  defineScenario({ ...base, objectives: { rto: 5 } })
  // @ts-expect-error -- no such environment
  defineScenario({ ...base, objectives: { in: { lba: { rto: '5s' } } } })
  // @ts-expect-error -- no such profile of the lab
  defineScenario({ ...base, objectives: { in: { 'lab:realistc': { rto: '5s' } } } })
  // @ts-expect-error -- an unknown objective in an environment
  defineScenario({ ...base, objectives: { in: { lab: { rot: '5s' } } } })
  // @ts-expect-error -- an unknown way to recover
  defineScenario({ ...base, recovery: 'magic' })
  // @ts-expect-error -- no such role
  fault.database.kill({ role: 'leader' })
  // @ts-expect-error -- the role is missing
  fault.database.kill({})
  // @ts-expect-error -- an unknown option of a fault
  fault.database.kill({ role: 'primary', att: '2s' })
  // @ts-expect-error -- no such fault
  fault.database.kil({ role: 'primary' })
  // @ts-expect-error -- a held link is no outage
  fault.replication.hold({ lead: '1s', startsClock: true })
  // @ts-expect-error -- the rate is missing
  k6('load/orders.ts', {})
  // @ts-expect-error -- an unknown option of the load
  k6('load/orders.ts', { rate: 200, vus: 10 })
  // @ts-expect-error -- an unknown field of the configuration
  defineConfig({ enviroments: {} })
  // @ts-expect-error -- no such profile
  defineConfig({ environments: { lab: { profile: 'slow' } } })
}
