import { defineScenario, fault, k6 } from 'blackstart'

export default defineScenario({
  title: 'The primary database dies',
  hypothesis: 'The standby in the other zone takes over; no acknowledged order is lost.',
  objectives: {
    rto: '2m',
    rpo: '0s',
    in: { lab: { rto: '5s' }, containers: { rto: '10s' }, 'lab:realistic': { rto: '2m' } },
  },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.database.kill({ role: 'primary' })],
  recovery: 'automatic',
  course: ['primary-lost', 'fenced', 'promoted', 'endpoint-moved', 'redundancy-restored'],
  sabotages: [
    {
      name: 'asynchronous standby, a second behind',
      set: { replication: 'async', 'replication-hold': '1s' },
      expect: { verdict: 'fail', reason: 'rpo-exceeded' },
    },
  ],
})
