import { expect } from 'chai'
import { commandNames } from '../../src/cli/main.ts'

describe('the command line', () => {
  it('has the commands that people know, once each', () => {
    const names = commandNames()
    expect(names).to.include.members(['run', 'plan', 'list', 'analyze', 'lab', 'doctor'])
    expect(new Set(names).size).to.equal(names.length)
  })
})
