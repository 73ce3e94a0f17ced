import { expect } from 'chai'
import { renderTerminal } from '../../src/report/terminal.ts'
import { expectGolden } from './golden.ts'
import { runbookSample } from './runbook-sample.ts'
import { sample } from './sample.ts'

const VIEW = { columns: 100, color: false }

describe('the runbook in the terminal', () => {
  it('stands under the outage, on the same axis', () => {
    const text = renderTerminal(runbookSample(), VIEW)
    expectGolden('runbook.txt', text)
    const lines = text.split('\n')
    const fault = lines.find((line) => line.includes('▼'))?.indexOf('▼') ?? 0
    const first = lines.find((line) => line.includes('1. Look'))?.indexOf('█') ?? 0
    // A fifth of a second behind it, of sixteen that the line is wide.
    expect(first - fault).to.be.within(0, 2)
  })

  it('never runs out of the line', () => {
    const narrow = renderTerminal(runbookSample(), { columns: 60, color: false })
    expect(Math.max(...narrow.split('\n').map(({ length }) => length))).to.be.at.most(60)
  })

  it('is not there where there was none', () => {
    expect(renderTerminal(sample('pass'), VIEW)).to.not.contain('Runbook')
  })
})
