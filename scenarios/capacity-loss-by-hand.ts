import { defineScenario, fault, k6, runbook } from 'blackstart'

export default defineScenario({
  title: 'All service instances are lost, and nothing replaces them',
  hypothesis: 'Nothing is served until people launch instances by the runbook; no acknowledged order is lost.',
  objectives: { rto: '10m', rpo: '0s', timeToRedundancy: '15m' },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.instance.terminate({ role: 'service', count: 2 })],
  settings: { lab: { replacement: 'off' } },
  mayHitLastHealthy: true,
  recovery: runbook('runbooks/capacity-lost.md', { after: 'detection' }),
  sabotages: [
    {
      // People need longer than that to be called, and their time counts.
      name: 'a promise without people',
      objectives: { rto: '1m' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
  ],
})
