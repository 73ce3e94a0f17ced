import { expect } from 'chai'
import { planHash, samePlan } from '../../../src/drill/guards/plan-hash.ts'
import type { DrillPlan } from '../../../src/drill/record.ts'
import { simulatedPlan } from '../../torture/simulated-drill.ts'
import { expectFailsClosed, refusalOf } from './refusal.ts'

const PLAN = simulatedPlan()
const AGREED = planHash(PLAN)

describe('the plan that was agreed to', () => {
  it('is the same for two drills of it', async () => {
    const later: DrillPlan = {
      ...PLAN,
      drillId: 'drill-2',
      startedAt: 'later',
      command: 'blackstart run',
      operator: 'x',
    }
    expect(await refusalOf(samePlan(later, AGREED))).to.equal(undefined)
  })

  it('does not depend on the order of its fields', () => {
    expect(planHash(Object.fromEntries(Object.entries(PLAN).toReversed()) as unknown as DrillPlan)).to.equal(AGREED)
  })

  for (const [what, drift] of Object.entries({
    'another scenario': { scenarioSha256: 'other' },
    'another runbook': { runbookSha256: 'other' },
    'another load script': { loadSha256: 'other' },
    'another environment': { environment: 'aws' },
    'another setting': { settings: { profile: 'realistic' } },
    'another objective': { objectives: { rtoMs: 2_000 } },
    'another version': { versions: { blackstart: '9' } },
    'another limit': { blastRadius: { zoneShare: 1 } },
  } satisfies Record<string, Partial<DrillPlan>>)) {
    it(`is refused with ${what}`, async () => {
      const refusal = await refusalOf(samePlan({ ...PLAN, ...drift }, AGREED))
      expect(refusal).to.include('the plan has changed').and.to.include(AGREED)
    })
  }

  it('is not asked for when none was given', async () => {
    expect(await refusalOf(samePlan(PLAN, undefined))).to.equal(undefined)
  })

  it('fails closed', () => expectFailsClosed(samePlan(PLAN, AGREED)))
})
