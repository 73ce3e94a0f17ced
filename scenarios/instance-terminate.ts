import { defineScenario, fault, k6 } from 'blackstart'

export default defineScenario({
  title: 'A service instance is terminated',
  hypothesis:
    'Some requests fail until the load balancer notices; the other instances carry on, and auto-scaling replaces the lost one.',
  objectives: {
    rto: '2m',
    rpo: '0s',
    in: { lab: { rto: '3s' }, 'aws-lab': { rto: '5s' }, containers: { rto: '10s' }, 'lab:realistic': { rto: '2m' } },
  },
  load: k6('load/orders.ts', { rate: 200 }),
  faults: [fault.instance.terminate({ role: 'service' })],
  recovery: 'automatic',
  course: ['instance-unhealthy', 'instance-replaced'],
  sabotages: [
    {
      name: 'blind load balancer, slow replacement',
      set: { 'health-threshold': '40', grace: '6s' },
      expect: { verdict: 'fail', reason: 'rto-exceeded' },
    },
  ],
})
