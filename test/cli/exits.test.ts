import { expect } from 'chai'
import { inputError, tell } from '../../src/cli/exits.ts'

describe('inputError', () => {
  it('ends with 64 and tells every finding, those of several lines indented', () => {
    const { exitCode, message } = inputError(['first', 'second\nand more'])
    expect(exitCode).to.equal(64)
    expect(message).to.equal('there are 2 findings; nothing was started:\n  - first\n  - second\n    and more')
  })

  it('speaks of a single one in the singular', () => {
    expect(inputError(['only']).message).to.contain('there is a finding;')
  })
})

describe('tell', () => {
  const broken = (): never => {
    throw new Error('the disk is full')
  }

  it('throws what the telling throws', () => {
    expect(() => tell(0, broken)).to.throw('the disk is full')
  })

  it('never hides that a fault may remain', () => {
    expect(() => tell(4, broken)).not.to.throw()
  })
})
