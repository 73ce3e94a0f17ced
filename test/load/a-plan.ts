import { planK6, type K6Plan, type K6PlanInput } from '../../src/load/plan.ts'

/** A plan for tests: 200 writes a second for a minute. */
export function aPlan(input: Partial<K6PlanInput> = {}): K6Plan {
  return planK6({
    script: '/scenarios/load/orders.ts',
    rate: 200,
    timeoutMs: 1_000,
    maxDurationMs: 60_000,
    url: 'http://127.0.0.1:4711',
    runId: 'r1',
    ...input,
  })
}
