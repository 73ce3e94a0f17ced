import { expect } from 'chai'
import type { AgreedPlan } from '../../src/drill/guards/plan-hash.ts'
import { recordedPlan } from '../../src/drill/recorded-plan.ts'
import { containersDriver } from '../../src/environments/containers/driver.ts'

describe('plan as it is written down', () => {
  const settings = { hands: 'h', variables: { BLACKSTART_FAILOVER: 'manual', DB_PASSWORD: 'hunter2' } }
  const plan = { scenarioName: 'x', settings } as unknown as AgreedPlan

  it('holds no value of a variable of the compose file', () => {
    const recorded = recordedPlan(plan, containersDriver)
    expect(JSON.stringify(recorded)).not.to.include('hunter2')
    expect(recorded.settings).to.deep.equal({
      hands: 'h',
      variables: { BLACKSTART_FAILOVER: 'manual', DB_PASSWORD: '***' },
    })
  })

  it('is the plan itself where the environment keeps nothing to itself', () => {
    expect(recordedPlan(plan, {})).to.equal(plan)
  })
})
