import { expect } from 'chai'
import type { ProbeSpec } from '../../src/model/probe.ts'
import { parseProberPlan, ProberPlanError } from '../../src/observe/prober-plan.ts'
import { httpSpec } from '../support/probe-specs.ts'

describe('parseProberPlan', () => {
  function findings(...streams: readonly ProbeSpec[]): readonly string[] {
    try {
      parseProberPlan(JSON.stringify({ streams }))
      return []
    } catch (error) {
      if (error instanceof ProberPlanError) return error.findings
      throw error
    }
  }

  it('accepts a valid plan', () => {
    expect(findings(httpSpec(), httpSpec({ id: 'read-fresh', kind: 'read' }))).to.deep.equal([])
  })

  it('refuses an in-flight cap that a full outage would exceed', () => {
    expect(findings(httpSpec({ timeoutMs: 401, intervalMs: 20, inFlightCap: 20 }))).to.deep.equal([
      "stream 'write-fresh': inFlightCap is 20; a full outage needs 21 (timeout / interval), or slots are shed",
    ])
  })

  it('tells all findings at once', () => {
    const broken = httpSpec({ intervalMs: 0, timeoutMs: -1, stalenessMs: -5, baseUrl: 'ftp://there' })
    expect(findings(broken, httpSpec())).to.have.lengthOf(5)
  })

  it('refuses a plan without streams, and a line that is no plan', () => {
    expect(findings()).to.deep.equal(['streams: there are none; give at least one'])
    expect(() => parseProberPlan('')).to.throw(ProberPlanError, 'as JSON')
  })
})
