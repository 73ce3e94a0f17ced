import { expect } from 'chai'
import { Health } from '../../../../src/environments/lab/balancer/health.ts'

function after(checks: readonly boolean[]): boolean {
  const health = new Health({ intervalMs: 1, timeoutMs: 1, unhealthyAfter: 3, healthyAfter: 2 })
  for (const passed of checks) health.record(passed)
  return health.healthy
}

describe('Health', () => {
  it('is unhealthy before anybody has looked', () => expect(after([])).to.equal(false))
  it('believes the first check', () => expect(after([true])).to.equal(true))
  it('stays healthy below the threshold', () => expect(after([true, false, false])).to.equal(true))
  it('is unhealthy from the threshold on', () => expect(after([true, false, false, false])).to.equal(false))
  it('counts failures in a row only', () => expect(after([true, false, false, true, false, false])).to.equal(true))
  it('needs its threshold to come back', () => expect(after([true, false, false, false, true])).to.equal(false))
  it('comes back', () => expect(after([true, false, false, false, true, true])).to.equal(true))
  it('does not come back by one check when the first of all failed', () => expect(after([false, true])).to.equal(false))
})
