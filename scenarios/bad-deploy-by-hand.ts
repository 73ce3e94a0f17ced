import { defineScenario, fault, k6, runbook } from 'blackstart'

/** Replication carries damage to every copy at once: only a moment of the past has the orders. */
export default defineScenario({
  title: 'A bad deploy drops the orders, and people restore them to the moment before',
  hypothesis:
    'No copy of the database is spared; by the runbook the orders come back in a new server, with all that was acknowledged until the deploy.',
  objectives: { rto: '1h', rpo: '1m', in: { lab: { rpo: '5s' } } },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.data.drop()],
  settings: { lab: { archive: 'on' }, 'aws-lab': { archive: 'on' } },
  recovery: runbook('runbooks/restore-to-a-moment.md', { after: 'detection' }),
  // What was acknowledged in the last moment before the deploy may be behind the moment that is restored to.
  expects: ['seen-then-lost'],
  sabotages: [
    {
      // People need longer than that to be called and to decide, and their time counts.
      name: 'a promise without people',
      objectives: { rto: '1m' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
  ],
})
