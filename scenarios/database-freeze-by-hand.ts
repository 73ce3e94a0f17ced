import { defineScenario, fault, k6, runbook } from 'blackstart'

export default defineScenario({
  title: 'The primary database stops answering, and people replace it',
  hypothesis:
    'A frozen primary is fenced before it can wake; by the runbook the standby serves in time, and no acknowledged order is lost.',
  objectives: { rto: '15m', rpo: '0s' },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.database.freeze({ role: 'primary' })],
  recovery: runbook('runbooks/db-frozen.md', { after: 'detection' }),
  sabotages: [
    {
      // People need longer than that to be called and to decide, and their time counts.
      name: 'a promise without people',
      objectives: { rto: '1m' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
  ],
})
