import { expect } from 'chai'
import { renderHtml } from '../../src/report/html/report-page.ts'
import { runbookSection } from '../../src/report/markdown-runbook.ts'
import { followedRunbook, isLate, tookMs, tookOfStated } from '../../src/report/runbook-steps.ts'
import { renderTerminal } from '../../src/report/terminal.ts'
import { RUNBOOK, runbookSample } from './runbook-sample.ts'

describe('the steps of a runbook in a report', () => {
  it('took what the clock says, people included where they were waited for', () => {
    expect(RUNBOOK.steps.map(tookMs)).to.deep.equal([90, 5_100, 600, null])
  })

  it('are late above what is stated, with what people are credited', () => {
    expect(RUNBOOK.steps.map(isLate)).to.deep.equal([false, true, false, false])
    const [, , credited] = RUNBOOK.steps
    if (credited === undefined) throw new Error('there is no such step')
    expect(isLate({ ...credited, creditedMs: 4_400 })).to.equal(false)
    expect(isLate({ ...credited, creditedMs: 4_401 })).to.equal(true)
  })

  it('are told against what is stated', () => {
    expect(RUNBOOK.steps.map(tookOfStated)).to.deep.equal([
      '90 ms of 5 s',
      '5.1 s of 5 s',
      '600 ms + 4 s credited of 5 s',
      'never began, 5 s stated',
    ])
  })
})

describe('a runbook that nobody opened', () => {
  const unopened = { ...runbookSample(), runbook: { ...RUNBOOK, outcome: 'not-opened' } }

  it('has no steps to show: the debrief tells what was done without it', () => {
    expect(followedRunbook(unopened)).to.equal(undefined)
    expect(followedRunbook(runbookSample())).to.equal(RUNBOOK)
    expect(renderTerminal(unopened, { columns: 100, color: false })).to.not.contain('Runbook')
    expect(runbookSection(unopened)).to.equal('')
    expect(renderHtml(unopened)).to.not.contain('id="runbook"').and.to.not.contain('Steps of the runbook')
  })
})
