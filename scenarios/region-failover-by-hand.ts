import { defineScenario, fault, k6, runbook } from 'blackstart'

export default defineScenario({
  title: 'The region of the primary database is cut off, and people promote the other one',
  hypothesis:
    'The DNS leads customers to the second region by itself, and nothing promotes its database; by the runbook people do, and what is lost is what the asynchronous link had not carried.',
  // Counted from the take-over, which waits for people: no shorter than the RTO.
  objectives: { rto: '20m', rpo: '20m' },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.region.isolate({ region: 'primary' })],
  settings: { lab: { regions: '2' }, 'aws-lab': { regions: '2' } },
  recovery: runbook('runbooks/region-unreachable.md', { after: 'detection' }),
  // The replica has not everything that a customer had read from the primary.
  expects: ['seen-then-lost'],
  sabotages: [
    {
      // People need longer than that to be called and to decide, and their time counts.
      name: 'a promise without people',
      objectives: { rto: '1m' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
    {
      // Until the region knows that it is alone it goes on acknowledging.
      name: 'a promise that an asynchronous link cannot keep',
      objectives: { rpo: '0s' },
      expect: { verdict: 'fail', reason: 'rpo-exceeded' },
    },
  ],
})
