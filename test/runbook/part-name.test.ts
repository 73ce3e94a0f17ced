import { expect } from 'chai'
import { partName } from '../../src/runbook/part-name.ts'
import { aRunbook } from './rehearse/scripted-desk.ts'

describe('partName', () => {
  it('counts checks as the front matter does, and names the one of everything else', () => {
    const runbook = aRunbook()
    const names = runbook.steps.flatMap(({ number, parts }) =>
      parts.map((_, index) => partName(runbook, { step: number, part: index + 1 })),
    )
    expect(names).to.deep.equal(['check 1.1', 'do', 'check 2.1', 'decide', 'do', 'check 3.1', 'by hand'])
    expect(partName(runbook, { step: 9, part: 1 })).to.equal('part')
  })
})
