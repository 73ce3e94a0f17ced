import { defineScenario, fault, k6 } from 'blackstart'

export default defineScenario({
  title: 'The standby database is lost with its data',
  hypothesis:
    'Commits stall until the control plane lets go of the standby, reads go on; no acknowledged order is lost, and a fresh standby is made.',
  objectives: { rto: '2m', rpo: '0s', in: { lab: { rto: '5s' }, 'lab:realistic': { rto: '2m' } } },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.standby.lose()],
  recovery: 'automatic',
  course: ['standby-lost', 'synchronous-off', 'redundancy-restored'],
  sabotages: [
    {
      name: 'slow detection',
      set: { 'detection-interval': '2500ms' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
  ],
})
