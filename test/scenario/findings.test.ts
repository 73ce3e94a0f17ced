import { expect } from 'chai'
import { formatFinding, ScenarioError, show } from '../../src/scenario/findings.ts'

const finding = { path: 'title', found: "''", message: 'must not be empty', remedy: 'Say what happens' }

describe('findings', () => {
  it('are one line each', () => {
    expect(formatFinding(finding)).to.equal("title: must not be empty (found ''). Say what happens")
    expect(formatFinding({ ...finding, line: 3 })).to.equal(
      "line 3, title: must not be empty (found ''). Say what happens",
    )
    expect(formatFinding({ ...finding, path: '', found: '' })).to.equal('must not be empty. Say what happens')
  })

  it('show values of any kind, and say when they are cut', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect(show(circle)).to.equal('[object Object]')
    expect(show(10n)).to.equal('[object BigInt]')
    expect(show(undefined)).to.equal('nothing')
    expect(show('x'.repeat(200))).to.match(/\(truncated\)$/)
  })

  it('stand in the text of the error, all of them', () => {
    const error = new ScenarioError('a.ts', [finding, { ...finding, path: 'other' }])
    expect(error.message).to.contain('title').and.to.contain('other').and.to.contain('a.ts')
    expect(error.name).to.equal('ScenarioError')
  })
})
