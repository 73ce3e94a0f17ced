import { expect } from 'chai'
import { alarmFindings } from '../../src/scenario/stop-schema.ts'
import { checkScenario } from '../../src/scenario/schema.ts'
import { GOOD } from './good.ts'

function findings(stop: unknown): string[] {
  const checked = checkScenario({ ...GOOD, stop })
  return 'findings' in checked ? checked.findings.map(({ path, message }) => `${path}: ${message}`) : []
}

describe('stop conditions of a scenario', () => {
  it('may be complete', () => {
    const limits = [{ phases: ['warm-up', 'steady-state'], errorRate: 0.5, latency: '1s', over: '3s' }]
    expect(findings({ longest: '10m', limits, while: { command: 'true' } })).to.deep.equal([])
  })

  it('must say something', () => {
    expect(findings({ limits: [{ phases: ['warm-up'] }] })).to.have.length(1)
  })

  it('are refused when they are the alarm that the fault is meant to raise', () => {
    const during = (over?: string) => ({
      limits: [{ phases: ['recover'], errorRate: 0.5, ...(over === undefined ? {} : { over }) }],
    })
    expect(findings(during())[0]).to.include(
      'stop.limits[0].over: would stop the drill for the outage that its own fault',
    )
    expect(findings(during('1s'))).to.have.length(1)
    expect(findings(during('1h'))).to.deep.equal([])
  })

  it('are held against the time to give up where no RTO is promised', () => {
    const limits = (over: string) => ({ limits: [{ phases: ['recover'], errorRate: 0.5, over }] })
    const without = (over: string) => checkScenario({ ...GOOD, objectives: { rpo: '0s' }, stop: limits(over) })
    expect(without('14s')).to.have.property('findings').that.has.length(1)
    expect(without('16s')).to.not.have.property('findings')
    expect(alarmFindings(limits('16s'), 30_000)).to.have.length(1)
  })
})
