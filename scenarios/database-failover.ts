import { defineScenario, fault, k6 } from 'blackstart'

/** A rehearsal of the failover itself, without a crash: what it takes to notice one is not part of it. */
export default defineScenario({
  title: 'A switchover of the database is requested',
  hypothesis: 'The pair changes roles within seconds; no acknowledged order is lost.',
  objectives: {
    rto: '1m',
    rpo: '0s',
    in: { lab: { rto: '3s' }, 'aws-lab': { rto: '5s' }, 'lab:realistic': { rto: '1m' } },
  },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.database.failover()],
  recovery: 'automatic',
  course: ['switchover-requested', 'primary-stopped', 'promoted', 'endpoint-moved', 'redundancy-restored'],
  sabotages: [
    {
      name: 'slow endpoint',
      set: { propagation: '5s' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
  ],
})
