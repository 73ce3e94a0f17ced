import { defineScenario, fault, k6, runbook } from 'blackstart'

/** What the deposed primary acknowledges behind the cut is lost to its successor; the runbook brings it over. */
export default defineScenario({
  title: 'The zone of the primary is cut off, both sides take writes, and people end the split brain',
  hypothesis:
    'The failover makes a second writer beside one that nobody could fence; by the runbook one is stopped, and what it had acknowledged is merged: no acknowledged order is lost.',
  objectives: { rto: '15m', rpo: '0s' },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.zone.isolate({ of: 'primary' })],
  settings: { lab: { failover: 'automatic', replication: 'async', 'promote-unfenced': 'true' } },
  // While they decide, the deposed primary goes on acknowledging.
  recovery: runbook('runbooks/split-brain.md', { after: 'detection', people: 'waited' }),
  sabotages: [
    {
      name: 'slow detection',
      set: { 'detection-interval': '2500ms' },
      objectives: { rto: '5s', rpo: '0s' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
  ],
})
