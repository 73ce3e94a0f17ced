import { defineScenario, fault, k6 } from 'blackstart'

export default defineScenario({
  title: 'The region of the primary database is cut off',
  hypothesis:
    'The isolated region stops by itself, the DNS leads customers to the other one, and its replica takes over; what the asynchronous link had not carried is lost, and not more than that.',
  objectives: {
    rto: '15m',
    rpo: '2m',
    in: {
      lab: { rto: '15s', rpo: '6s' },
      'aws-lab': { rto: '30s', rpo: '20s' },
      'lab:realistic': { rto: '5m', rpo: '2m' },
    },
  },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.region.isolate({ region: 'primary' })],
  settings: { lab: { regions: '2' }, 'aws-lab': { regions: '2' } },
  recovery: 'automatic',
  course: [
    'region-self-fenced',
    'health-changed',
    'answer-changed',
    'region-lost',
    'fence-unconfirmed',
    'promoted',
    'endpoint-moved',
    'redundancy-restored',
  ],
  // The replica has not everything that a customer had read from the primary.
  expects: ['seen-then-lost'],
  sabotages: [
    {
      // Nobody looks at the regions' health often enough to keep the promise.
      name: 'slow health checks',
      set: { 'region-health-interval': '8s' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
    {
      name: 'a replica that lags by ten seconds',
      set: { 'replication-hold': '10s' },
      expect: { verdict: 'fail', reason: 'rpo-exceeded' },
    },
  ],
})
