import { defineScenario, fault, k6, runbook } from 'blackstart'

/** Where no log leads to a good moment, the last backup is what there is: the orders since then are the price. */
export default defineScenario({
  title: 'A bad deploy drops the orders, and people restore them from the last backup',
  hypothesis:
    'By the runbook the orders come back as the last backup before the deploy has them; what was acknowledged later is lost, and not more than that.',
  objectives: { rto: '1h', rpo: '24h', in: { lab: { rpo: '5s' }, 'aws-lab': { rpo: '5s' } } },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.data.drop()],
  settings: { lab: { archive: 'on' }, 'aws-lab': { archive: 'on' } },
  recovery: runbook('runbooks/restore-from-backup.md', { after: 'detection' }),
  expects: ['seen-then-lost'],
  sabotages: [
    {
      // The only one is then from before the first order.
      name: 'a backup a day',
      set: { 'backup-every': '24h' },
      expect: { verdict: 'fail', reason: 'rpo-exceeded' },
    },
  ],
})
