import type { Scenario } from '../../src/model/scenario.ts'

/** A scenario without a fault in its form, to be spoiled by tests. */
export const GOOD: Scenario = {
  title: 'The primary database dies',
  hypothesis: 'The standby takes over.',
  objectives: { rto: '2m', rpo: '0s', in: { lab: { rto: '5s' }, 'lab:realistic': { rto: '90s' } } },
  load: { kind: 'k6', script: 'load/orders.ts', rate: 200 },
  faults: [{ kind: 'database.kill', role: 'primary' }],
  recovery: 'automatic',
}
