import { defineScenario, fault, k6 } from 'blackstart'

export default defineScenario({
  title: 'The zone of the primary database is lost',
  hypothesis:
    'The zone goes silent; clients time out until the other zone has taken over both service and database; no acknowledged order is lost.',
  objectives: {
    rto: '5m',
    rpo: '0s',
    in: { lab: { rto: '10s' }, 'aws-lab': { rto: '10s' }, containers: { rto: '15s' }, 'lab:realistic': { rto: '5m' } },
  },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.zone.lose({ of: 'primary' })],
  recovery: 'automatic',
  course: ['primary-lost', 'fence-unconfirmed', 'promoted', 'endpoint-moved', 'redundancy-restored'],
  sabotages: [
    {
      // Nobody can fence what is in a silent zone, and an asynchronous standby must not be promoted beside it.
      name: 'asynchronous standby, not promoted',
      set: { replication: 'async' },
      expect: { verdict: 'fail', reason: 'not-recovered' },
    },
  ],
})
