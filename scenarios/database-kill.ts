import { defineScenario, fault, k6 } from 'blackstart'

export default defineScenario({
  title: 'The primary database dies',
  hypothesis: 'The standby in the other zone takes over; no acknowledged order is lost.',
  objectives: { rto: '2m', rpo: '0s', in: { lab: { rto: '5s' } } },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.database.kill({ role: 'primary' })],
  recovery: 'automatic',
})
