import { defineScenario, fault, k6, runbook } from 'blackstart'

export default defineScenario({
  title: 'The zone of the primary database is lost, and people evacuate it',
  hypothesis:
    'By the runbook requests are led away from the silent zone and the other one serves; no acknowledged order is lost.',
  objectives: { rto: '20m', rpo: '0s' },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.zone.lose({ of: 'primary' })],
  recovery: runbook('runbooks/zone-evacuation.md', { after: 'detection' }),
  sabotages: [
    {
      // People need longer than that to be called and to decide, and their time counts.
      name: 'a promise without people',
      objectives: { rto: '1m' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
  ],
})
