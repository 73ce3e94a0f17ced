import { expect } from 'chai'
import { renderHtml } from '../../../src/report/html/report-page.ts'
import type { Report } from '../../../src/report/schema.ts'
import { sample } from '../sample.ts'
import { structureFindings, textOf } from './well-formed.ts'

const RUNBOOK: NonNullable<Report['runbook']> = {
  file: 'runbooks/db-failover.md',
  sha256: 'ab'.repeat(32),
  outcome: 'failed',
  text: 'step 2 failed',
  alarm: 'writes-fail',
  alarmAtMs: 10_200,
  creditedMs: 60_000,
  steps: [
    {
      number: 1,
      id: 'fence',
      title: 'Fence the old primary',
      status: 'done',
      beganAtMs: 10_210,
      endedAtMs: 10_300,
      measuredMs: 90,
      creditedMs: 60_000,
      expectMs: 5_000,
      tries: 1,
    },
    {
      number: 2,
      id: 'promote',
      title: 'Promote',
      status: 'failed',
      beganAtMs: 10_300,
      endedAtMs: null,
      measuredMs: 0,
      creditedMs: 0,
      expectMs: 5_000,
      tries: 3,
    },
    {
      number: 3,
      id: 'lead',
      title: 'Lead clients',
      status: 'not-reached',
      beganAtMs: null,
      endedAtMs: null,
      measuredMs: 0,
      creditedMs: 0,
      expectMs: 5_000,
      tries: 0,
    },
  ],
}

describe('a runbook on the page', () => {
  const page = renderHtml({ ...sample('not-recovered'), runbook: RUNBOOK })

  it('is told step by step, also what was not reached', () => {
    expect(structureFindings(page)).to.deep.equal([])
    const text = textOf(page)
    expect(text).to.match(/began with the alarm writes-fail at \+0\.200 s, and ended failed: step 2 failed/)
    expect(text).to.match(/1\. Fence the old primary done \+0\.210 s/)
    expect(text).to.match(/3\. Lead clients not-reached never/)
    expect(text).to.contain('60 s of people’s time was credited')
  })

  it('is drawn where the time went, without what never began', () => {
    const bars = [...page.matchAll(/<svg[^>]*aria-label="([^"]*)"/g)].map(([, name]) => name ?? '')
    expect(bars).to.include('1. Fence the old primary (done, 5 s stated): from +0.210 s to +0.300 s, 90 ms')
    expect(
      bars.some((name) => name.startsWith('2. Promote (failed, 5 s stated): from +0.300 s to an unknown end')),
    ).to.equal(true)
    expect(bars.filter((name) => name.includes('Lead clients'))).to.deep.equal([])
  })

  it('stands on the timeline of the outage, with what each step took of what is stated', () => {
    const steps = [...page.matchAll(/aria-label="(\d\. [^"]*)"/g)].map(([, name]) => name ?? '')
    expect(steps).to.include('1. Fence the old primary (done), +0.210 s after the fault: 90 ms + 60 s credited of 5 s')
    // Credited beyond what is stated: late, and said so.
    expect(textOf(page)).to.contain('Runbook 1 late, dashed: stated')
  })

  it('is left out where there was none', () => {
    expect(renderHtml(sample('pass'))).not.to.contain('id="runbook"')
  })
})
