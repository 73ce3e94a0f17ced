import { defineScenario, fault, k6, runbook } from 'blackstart'

export default defineScenario({
  title: 'The standby database is lost, and every commit waits for it',
  hypothesis:
    'Reads go on and writes hang until people let go of the standby by the runbook; no acknowledged order is lost, and a fresh standby is made.',
  objectives: { rto: '15m', rpo: '0s', timeToRedundancy: '20m' },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.standby.lose()],
  recovery: runbook('runbooks/standby-lost.md', { after: 'detection' }),
  sabotages: [
    {
      // People need longer than that to be called and to decide, and their time counts.
      name: 'a promise without people',
      objectives: { rto: '1m' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
  ],
})
