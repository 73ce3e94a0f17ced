import { defineScenario, fault, k6, runbook } from 'blackstart'

/** A gray failure: half of the requests go where nobody answers, and no health check says so. */
const UNSEEN = { replication: 'async', 'health-interval': '30s', 'health-threshold': '10' } as const

export default defineScenario({
  title: 'The zone of the standby is cut off, and people lead requests away from it',
  hypothesis:
    'Where no health check finds it out, people do: by the runbook no request goes into the zone any more, and no acknowledged order is lost.',
  objectives: { rto: '10m', rpo: '0s' },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.zone.isolate({ of: 'standby' })],
  settings: { lab: UNSEEN, 'aws-lab': UNSEEN },
  recovery: runbook('runbooks/zone-shift.md', { after: 'detection' }),
  sabotages: [
    {
      // To be called and to look alone takes longer than that.
      name: 'a promise without people',
      objectives: { rto: '2s' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
  ],
})
