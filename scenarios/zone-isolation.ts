import { defineScenario, fault, k6 } from 'blackstart'

export default defineScenario({
  title: 'The zone of the primary database is cut off',
  hypothesis:
    'The old primary lives on behind the cut and acknowledges nothing, for its commits wait for the standby; the other zone takes over; no acknowledged order is lost.',
  objectives: {
    rto: '5m',
    rpo: '0s',
    in: { lab: { rto: '10s' }, 'aws-lab': { rto: '10s' }, containers: { rto: '15s' }, 'lab:realistic': { rto: '5m' } },
  },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.zone.isolate({ of: 'primary' })],
  recovery: 'automatic',
  course: ['primary-lost', 'fence-unconfirmed', 'promoted', 'endpoint-moved', 'redundancy-restored'],
  sabotages: [
    {
      // The standby is promoted beside a primary that goes on acknowledging inside its zone.
      name: 'split brain',
      set: { replication: 'async', 'promote-unfenced': 'true' },
      expect: { verdict: 'fail', reason: 'rpo-exceeded' },
    },
  ],
})
