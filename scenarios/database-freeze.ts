import { defineScenario, fault, k6 } from 'blackstart'

export default defineScenario({
  title: 'The primary database stops answering',
  hypothesis:
    'A database that accepts connections and answers nothing is noticed and fenced; the standby takes over; no acknowledged order is lost.',
  objectives: {
    rto: '2m',
    rpo: '0s',
    in: { lab: { rto: '5s' }, containers: { rto: '10s' }, 'lab:realistic': { rto: '2m' } },
  },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.database.freeze({ role: 'primary' })],
  recovery: 'automatic',
  course: ['primary-lost', 'fenced', 'promoted', 'endpoint-moved', 'redundancy-restored'],
  sabotages: [
    {
      name: 'slow detection',
      set: { 'detection-threshold': '40' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
  ],
})
